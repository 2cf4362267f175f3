#!/usr/bin/env node
// The command line. Sets up a fresh clone like `npm start` does, then hands over to the built program.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setUp } from './setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
await setUp({ quiet: true });
await import(pathToFileURL(join(root, 'dist/apps/cli/src/main.js')).href);
