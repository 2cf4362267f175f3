'use strict';
/** One EventStoreDB node without its network: the log, its journal, and the operations that the calls ask for. */
const { randomUUID } = require('node:crypto');
const { Log, MAX_APPEND_SIZE, TOMBSTONE, metadataEvent } = require('./log.cjs');
const { openJournal } = require('./journal.cjs');

/** A fresh server's log is not empty: it has events of its own, which no reader of facts may mistake for facts. */
const FIRST_RECORDS = [
  ['$$$scavenges', '$metadata', '{"$maxCount":1000000}'],
  ['$users', '$UserCreated', '{"loginName":"admin"}'],
  ['$users', '$UserCreated', '{"loginName":"ops"}'],
];

/** @param {string | undefined} file where to keep the log; memory only without one */
const openNode = (file) => {
  const log = new Log();
  const journal = openJournal(file);
  /** @param {import('./log.cjs').LogRecord[]} records */
  const write = (records) => {
    journal.write(records);
    log.keep(records);
    log.remember(records);
    return records;
  };
  const json = (type, text, id = randomUUID()) => ({
    id,
    type,
    contentType: 'application/json',
    data: Buffer.from(text),
    custom: Buffer.alloc(0),
  });

  for (const records of journal.appends) log.keep(records);
  if (log.all.length === 0) for (const [stream, type, text] of FIRST_RECORDS) write(log.place(stream, [json(type, text)]));

  /** @param {string} stream @param {bigint | 'any' | 'no_stream' | 'stream_exists'} expected */
  const mayDelete = (stream, expected) => {
    if (log.streams.get(stream)?.tombstoned) return { is: 'deleted' };
    const current = log.last(stream);
    if (current < 0n || (typeof expected === 'bigint' && expected !== current)) return { is: 'conflict', actual: current };
    return undefined;
  };

  return {
    log,
    /**
     * @param {string} stream @param {bigint | 'any' | 'no_stream' | 'stream_exists'} expected
     * @param {readonly import('./log.cjs').Proposal[]} events
     */
    append(stream, expected, events) {
      const bytes = events.reduce((sum, { data, custom }) => sum + data.length + custom.length, 0);
      if (bytes > MAX_APPEND_SIZE) return { is: 'too-large', limit: MAX_APPEND_SIZE };
      const verdict = log.check(stream, expected, events);
      if (verdict.is === 'conflict') return { is: 'conflict', expected, actual: log.last(stream) };
      if (verdict.is === 'deleted') return verdict;
      if (verdict.is === 'repeat') {
        const last = log.streams.get(stream)?.records[Number(verdict.last)];
        return { is: 'written', revision: verdict.last, position: last?.position };
      }
      if (events.length === 0) return { is: 'written', revision: 0n, position: undefined };
      const last = write(log.place(stream, events)).at(-1);
      return { is: 'written', revision: last.revision, position: last.position };
    },
    /** Hides what is there; the stream may be written again and goes on counting. */
    softDelete(stream, expected) {
      const refused = mayDelete(stream, expected);
      if (refused) return refused;
      return { is: 'deleted-now', position: write(log.place(`$$${stream}`, [metadataEvent(TOMBSTONE)])).at(-1).position };
    },
    /** Ends a stream for ever. */
    tombstone(stream, expected) {
      const refused = mayDelete(stream, expected);
      if (refused) return refused;
      return { is: 'deleted-now', position: write(log.place(stream, [json('$streamDeleted', '{}')])).at(-1).position };
    },
    close: () => journal.close(),
  };
};

module.exports = { openNode };
