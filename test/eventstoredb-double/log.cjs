'use strict';
/**
 * What an EventStoreDB node remembers and the rules by which it takes appends and deletes: no gRPC in here.
 * The rules are those of the server's commit check (which is why a soft-deleted stream takes `no_stream`, why `any` remembers
 * ids only until a restart, and why a repeat at its old revision is quiet), checked against golden/eventstoredb-recorded.json step by step.
 */
const { EventEmitter } = require('node:events');

/** The number that a tombstone has in its stream: 2^63 - 1. */
const TOMBSTONE = 9223372036854775807n;
/** What one record costs in the log besides its own bytes; positions are byte offsets and therefore not dense. */
const RECORD_OVERHEAD = 86;
/** Events in one append, in bytes together: the server's default. */
const MAX_APPEND_SIZE = 1024 * 1024;

/**
 * @typedef {{stream: string, revision: bigint, position: bigint, id: string, type: string, contentType: string, data: Buffer, custom: Buffer, created: string, batch: bigint}} LogRecord
 * @typedef {{id: string, type: string, contentType: string, data: Buffer, custom: Buffer}} Proposal
 * @typedef {bigint | 'any' | 'no_stream' | 'stream_exists'} ExpectedRevision
 */

class Log {
  constructor() {
    /** @type {LogRecord[]} every record, ascending by position */
    this.all = [];
    /** @type {Map<string, {records: LogRecord[], truncateBefore: bigint, tombstoned: boolean}>} */
    this.streams = new Map();
    /** @type {Map<string, {stream: string, revision: bigint}>} what `any` compares with; memory only, as on the server */
    this.recentIds = new Map();
    this.end = 4096n;
    this.news = new EventEmitter().setMaxListeners(0);
  }

  /** @param {string} name */
  stream(name) {
    let stream = this.streams.get(name);
    if (!stream) {
      stream = { records: [], truncateBefore: 0n, tombstoned: false };
      this.streams.set(name, stream);
    }
    return stream;
  }

  /** @param {string} name @returns {bigint} the last revision ever used, -1 when there is none */
  last(name) {
    return BigInt(this.streams.get(name)?.records.length ?? 0) - 1n;
  }

  /** @param {string} name */
  isSoftDeleted(name) {
    const stream = this.streams.get(name);
    return stream !== undefined && stream.records.length > 0 && stream.truncateBefore >= TOMBSTONE;
  }

  /**
   * The server's answer to "may this be appended?".
   * @param {string} name @param {ExpectedRevision} expected @param {readonly {id: string}[]} events
   * @returns {{is: 'ok'} | {is: 'deleted'} | {is: 'conflict'} | {is: 'repeat', last: bigint}}
   */
  check(name, expected, events) {
    if (this.streams.get(name)?.tombstoned) return { is: 'deleted' };
    const current = this.last(name);
    if (expected === 'stream_exists' && current < 0n) return { is: 'conflict' };
    if (expected === 'stream_exists' && this.isSoftDeleted(name)) return { is: 'deleted' };
    if (expected === 'any' || expected === 'stream_exists') return this.checkByIds(name, events);
    const from = expected === 'no_stream' ? -1n : expected;
    if (from === current) return { is: 'ok' };
    if (from > current) return { is: 'conflict' };
    let revision = from;
    for (const { id } of events) {
      revision += 1n;
      if (this.streams.get(name)?.records[Number(revision)]?.id === id) continue;
      return revision === from + 1n && from === -1n && this.isSoftDeleted(name) ? { is: 'ok' } : { is: 'conflict' };
    }
    return this.isWithinAppend(name, revision) ? { is: 'conflict' } : { is: 'repeat', last: revision };
  }

  /** Does the append that wrote this revision go on after it? Only part of an append repeated is a conflict. */
  isWithinAppend(name, revision) {
    const records = this.streams.get(name)?.records ?? [];
    const batch = records[Number(revision)]?.batch;
    return batch !== undefined && records[Number(revision) + 1]?.batch === batch;
  }

  /** @param {string} name @param {readonly {id: string}[]} events @returns {ReturnType<Log['check']>} */
  checkByIds(name, events) {
    const known = events.map(({ id }) => this.recentIds.get(id)).map((seen) => (seen?.stream === name ? seen.revision : undefined));
    if (known.length === 0 || known[0] === undefined) return { is: 'ok' };
    return known.includes(undefined) ? { is: 'conflict' } : { is: 'repeat', last: known.at(-1) ?? -1n };
  }

  /**
   * New records for a stream, placed but not yet kept: `keep` them once they are on disk.
   * @param {string} name @param {readonly Proposal[]} events @returns {LogRecord[]}
   */
  place(name, events) {
    const created = String(BigInt(Date.now()) * 10000n);
    let position = this.end;
    let revision = this.last(name);
    /** @type {LogRecord[]} */
    const records = [];
    if (this.isSoftDeleted(name)) {
      const undelete = metadataEvent(revision + 1n);
      records.push({ ...undelete, stream: `$$${name}`, revision: this.last(`$$${name}`) + 1n, position, created, batch: position });
      position += sizeOf(undelete, `$$${name}`);
    }
    for (const event of events) {
      revision = event.type === '$streamDeleted' ? TOMBSTONE : revision + 1n;
      records.push({ ...event, stream: name, revision, position, created, batch: this.end });
      position += sizeOf(event, name);
    }
    return records;
  }

  /** @param {readonly LogRecord[]} records */
  keep(records) {
    for (const record of records) {
      const stream = this.stream(record.stream);
      this.all.push(record);
      this.end = record.position + sizeOf(record, record.stream);
      if (record.type === '$streamDeleted') stream.tombstoned = true;
      else stream.records.push(record);
      if (record.type === '$metadata' && record.stream.startsWith('$$')) this.truncate(record);
    }
    this.news.emit('records');
  }

  /** @param {LogRecord} metadata */
  truncate(metadata) {
    const before = /"\$tb":(\d+)/.exec(metadata.data.toString('utf8'))?.[1];
    this.stream(metadata.stream.slice(2)).truncateBefore = BigInt(before ?? 0);
  }

  /** @param {readonly LogRecord[]} records remembers where their ids came first, for `any`; only the running server does */
  remember(records) {
    for (const { id, stream, revision } of records) if (!this.recentIds.has(id)) this.recentIds.set(id, { stream, revision });
  }

  /** @param {bigint} position @returns {number} the index of the first record at or after a position */
  indexOf(position) {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** @param {Proposal} event @param {string} stream */
const sizeOf = (event, stream) => BigInt(RECORD_OVERHEAD + stream.length + event.type.length + event.data.length + event.custom.length);

/** @param {bigint} truncateBefore @returns {Proposal} */
const metadataEvent = (truncateBefore) => ({
  id: require('node:crypto').randomUUID(),
  type: '$metadata',
  contentType: 'application/json',
  data: Buffer.from(`{"$tb":${truncateBefore}}`),
  custom: Buffer.alloc(0),
});

module.exports = { Log, TOMBSTONE, MAX_APPEND_SIZE, metadataEvent };
