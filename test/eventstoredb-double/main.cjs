#!/usr/bin/env node
'use strict';
/**
 * The double as a process of its own: `node test/eventstoredb-double/main.cjs [--port 2113] [--file log.jsonl]`.
 * Prints one JSON line `{port, connectionString}` when it listens; may be killed at any moment and started again on its file.
 */
const { parseArgs } = require('node:util');
const { startDouble } = require('./index.cjs');

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, file: { type: 'string' } } });

startDouble({ port: Number(values.port), file: values.file }).then(
  ({ port, connectionString, close }) => {
    process.stdout.write(`${JSON.stringify({ port, connectionString })}\n`);
    const leave = () => close().then(() => process.exit(0));
    process.once('SIGTERM', leave).once('SIGINT', leave);
  },
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
