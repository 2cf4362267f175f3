#!/usr/bin/env node
/**
 * Durable appends of single 300-byte events at 1, 16 and 64 writers, beside the limit of the same disk: the same rows
 * written by bare SQLite, as many to a commit as there are writers, with the same fsync. The two take short turns, so
 * that what else the machine does hits both; the medians of the rounds are printed, and the median of their ratios.
 *
 *   node test/bench/append.mjs [--json] [--rounds 15] [--ms 300]
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadTypeScript, root } from './append-load.mjs';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, rounds: { type: 'string', default: '15' }, ms: { type: 'string', default: '300' } },
});
const rounds = Number(values.rounds);
const ms = Number(values.ms);

const { EmbeddedEventStore } = loadTypeScript('libs/event-sourcing/src/stores/embedded/index.ts');
const { connect } = loadTypeScript('libs/event-sourcing/src/stores/embedded/sqlite.ts');
const { initialise } = loadTypeScript('libs/event-sourcing/src/stores/embedded/format.ts');
const { toText } = loadTypeScript('libs/event-sourcing/src/stores/embedded/fact-text.ts');

const FACTS_OF_AN_ORDER = 4;
const event = () => ({
  id: randomUUID(),
  type: 'OrderStatusChanged',
  schemaVersion: 1,
  occurredOn: '2026-11-21T10:00:00.000Z',
  data: {
    orderId: '0b7d1f36-8c1e-4a51-9d70-0f5d3b8ddc11',
    orderNumber: '202611210001',
    systemStatus: 'Validation',
    note: 'deploying',
    reasonCode: null,
  },
  meta: {
    tenantId: 'globex',
    actor: 'client:0b7d1f36-8c1e',
    correlationId: '0b7d1f36-8c1e-4a51-9d70',
    causationId: '0b7d1f36-8c1e-4a51-9d71',
  },
});

/** Bare SQLite: one insert a fact, one commit for all writers, the texts made beforehand. */
const raw = (file, writers) => {
  const db = connect(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = -16384');
  initialise(db);
  db.exec("INSERT INTO categories (name) VALUES ('order')");
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')];
  const insert = db.prepare('INSERT INTO events (position, stream, revision, category, checksum, fact) VALUES (?, ?, ?, ?, ?, ?)');
  const begun = db.prepare('INSERT INTO streams (name, category) VALUES (?, 1)');
  const text = toText(event(), 0);
  const orders = Array.from({ length: writers }, () => ({ stream: 0, revision: FACTS_OF_AN_ORDER }));
  let position = 0;
  const commitOnce = () => {
    begin.run();
    for (const order of orders) {
      if (order.revision === FACTS_OF_AN_ORDER) {
        order.stream = Number(begun.run(`order-${randomUUID()}`).lastInsertRowid);
        order.revision = 0;
      }
      insert.run(++position, order.stream, order.revision++, 1, 4_000_000_000, text);
    }
    commit.run();
  };
  return {
    perSecond: async () => {
      const [from, before] = [performance.now(), position];
      while (performance.now() < from + ms) commitOnce();
      return ((position - before) / (performance.now() - from)) * 1000;
    },
    close: () => db.close(),
  };
};

/** The store: each writer takes one order after another through its life, an append at a time. */
const appends = (file, writers) => {
  const store = EmbeddedEventStore.open(file);
  return {
    perSecond: async () => {
      let count = 0;
      const from = performance.now();
      const write = async () => {
        while (performance.now() < from + ms) {
          const stream = `order-${randomUUID()}`;
          for (let revision = 0; revision < FACTS_OF_AN_ORDER; revision++) {
            await store.append(stream, revision === 0 ? 'none' : revision - 1, [event()]);
            count += 1;
          }
        }
      };
      await Promise.all(Array.from({ length: writers }, write));
      return (count / (performance.now() - from)) * 1000;
    },
    close: () => store.close(),
  };
};

const { Streams } = loadTypeScript('libs/event-sourcing/src/streams.ts');
const { NoSnapshots } = loadTypeScript('libs/event-sourcing/src/snapshots.ts');
const { sharedStreamOf, Vocabulary } = loadTypeScript('libs/event-sourcing/src/model/index.ts');

const counted = { category: 'order', version: 1, initial: { changes: 0 }, evolve: ({ changes }) => ({ changes: changes + 1 }) };
const { meta } = event();
const act = { ...meta, at: event().occurredOn };
const change = (order) => sharedStreamOf(counted, order);
const decide = ({ changes }) => (changes < 1_000_000 ? [{ type: 'OrderStatusChanged', data: event().data }] : []);

/** The command path: the same, but each append is read, folded, decided and recorded by `Streams`. */
const commands = (file, writers) => {
  const store = EmbeddedEventStore.open(file);
  const streams = new Streams(store, new Vocabulary(), new NoSnapshots());
  return {
    perSecond: async () => {
      let count = 0;
      const from = performance.now();
      const write = async () => {
        while (performance.now() < from + ms) {
          const stream = change(randomUUID());
          for (let i = 0; i < FACTS_OF_AN_ORDER; i++) {
            await streams.transact(stream, decide, act);
            count += 1;
          }
        }
      };
      await Promise.all(Array.from({ length: writers }, write));
      return (count / (performance.now() - from)) * 1000;
    },
    close: () => store.close(),
  };
};

/** Microseconds of one command on a stream of so many events, most of it the fsync; 16 such streams take turns. */
const growth = async (folder) => {
  const store = EmbeddedEventStore.open(join(mkdtempSync(join(folder, 'growth-')), 'events.db'));
  const streams = new Streams(store, new Vocabulary(), new NoSnapshots());
  const lengths = [10, 1_000, 10_000];
  for (const length of lengths) {
    for (let done = 0; done < length; ) {
      const some = Math.min(500, length - done);
      await streams.transact(
        change(`of-${length}`),
        () => Array.from({ length: some }, () => ({ type: 'OrderStatusChanged', data: event().data })),
        act,
      );
      done += some;
    }
  }
  const seen = Object.fromEntries(lengths.map((length) => [length, []]));
  for (let round = 0; round < 200; round++)
    for (const length of lengths) {
      const from = performance.now();
      await streams.transact(change(`of-${length}`), decide, act);
      seen[length].push((performance.now() - from) * 1000);
    }
  await store.close();
  return lengths.map((length) => ({ length, microseconds: Math.round(median(seen[length])) }));
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const folder = mkdtempSync(join(root, 'test', '.bench-append-'));
const results = [];
let grown = [];
try {
  grown = await growth(folder);
  for (const writers of [1, 16, 64]) {
    const file = (name) => join(mkdtempSync(join(folder, `${name}-`)), 'events.db');
    const [limit, store, path] = [raw(file('raw'), writers), appends(file('append'), writers), commands(file('command'), writers)];
    const seen = { raw: [], append: [], command: [], ratio: [], commandRatio: [] };
    for (let round = 0; round < rounds; round++) {
      const pair = [await limit.perSecond(), await store.perSecond(), await path.perSecond()];
      seen.raw.push(pair[0]);
      seen.append.push(pair[1]);
      seen.command.push(pair[2]);
      seen.ratio.push(pair[1] / pair[0]);
      seen.commandRatio.push(pair[2] / pair[0]);
    }
    limit.close();
    await store.close();
    await path.close();
    const [rawPerSecond, appendPerSecond] = [Math.round(median(seen.raw)), Math.round(median(seen.append))];
    results.push({
      writers,
      rawPerSecond,
      appendPerSecond,
      ratio: Number(median(seen.ratio).toFixed(3)),
      commandPerSecond: Math.round(median(seen.command)),
      commandRatio: Number(median(seen.commandRatio).toFixed(3)),
    });
  }
} finally {
  rmSync(folder, { recursive: true });
}

if (values.json) console.log(JSON.stringify({ bench: 'append', bytes: toText(event(), 0).length, rounds, ms, results, growth: grown }));
else {
  for (const { writers, rawPerSecond, appendPerSecond, ratio, commandPerSecond, commandRatio } of results)
    console.log(
      `${String(writers).padStart(3)} writers   raw ${String(rawPerSecond).padStart(6)}/s   append ${String(appendPerSecond).padStart(6)}/s   ratio ${ratio.toFixed(2)}   commands ${String(commandPerSecond).padStart(6)}/s   ratio ${commandRatio.toFixed(2)}`,
    );
  for (const { length, microseconds } of grown)
    console.log(
      `one command on a stream of ${String(length).padStart(6)} events: ${microseconds} µs (×${(microseconds / grown[0].microseconds).toFixed(2)})`,
    );
}
