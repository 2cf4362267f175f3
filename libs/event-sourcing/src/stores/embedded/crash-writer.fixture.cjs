'use strict';
/**
 * A platform that writes as fast as it can until it is killed: `node crash-writer.fixture.cjs <file> <run>`.
 * It says one line for each answered append, after the answer: the stream, and the ids.
 */
require('../../../../../tools/typescript.cjs');
const { randomUUID } = require('node:crypto');
const { writeSync } = require('node:fs');
const { join } = require('node:path');
const { Checkpoints } = require('./checkpoints.ts');
const { EmbeddedEventStore } = require('./index.ts');

const [, , file, run] = process.argv;
const store = EmbeddedEventStore.open(file);
// The thread copies the log back all the time, so that nearly every kill meets it at that.
const thread = join(__dirname, '../../../../../dist/libs/event-sourcing/src/stores/embedded/checkpoint-thread.js');
store.checkpoints = store.writer.checkpoints = new Checkpoints(store.db, file, thread, 50);
const meta = { tenantId: 'acme', actor: 'client:ada', correlationId: 'c', causationId: 'd' };
const events = (count) =>
  Array.from({ length: count }, () => ({
    id: randomUUID(),
    type: 'T',
    data: { run },
    schemaVersion: 1,
    occurredOn: '2026-01-01T09:00:00.000Z',
    meta,
  }));

const write = async (writer) => {
  const stream = `crash-${run}.${writer}`;
  for (let revision = -1, size = 1; ; size = (size % 3) + 1) {
    const proposals = events(size);
    ({ revision } = await store.append(stream, revision < 0 ? 'none' : revision, proposals));
    // Straight to the pipe: what this process keeps in memory dies with it.
    writeSync(1, `${stream} ${proposals.map(({ id }) => id).join(',')}\n`);
  }
};
writeSync(1, 'ready\n');
for (let writer = 0; writer < 8; writer++) write(writer);
