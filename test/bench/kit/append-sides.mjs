// The sides of `append.mjs`: each gives {turn, check, close}, where a turn is events a second.
import { randomUUID } from 'node:crypto';
import { openCastore } from '../peers/castore.mjs';
import { commandsOf, openEmmett, rowsOf } from '../peers/emmett.mjs';
import { built } from './bench.mjs';
import { must, unbroken } from './checks.mjs';
import { data, FACTS_OF_AN_ORDER, fact, meta, OCCURRED, TYPE } from './events.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');
const { connect } = built('libs/sqlite/src');
const { initialise } = built('libs/event-sourcing/src/stores/embedded/format');
const { toText } = built('libs/event-sourcing/src/stores/embedded/fact-text');
const { Streams } = built('libs/event-sourcing/src/streams');
const { NoSnapshots } = built('libs/event-sourcing/src/snapshots');
const { sharedStreamOf, Vocabulary } = built('libs/event-sourcing/src/model');

const counted = { category: 'order', version: 1, initial: { changes: 0 }, evolve: ({ changes }) => ({ changes: changes + 1 }) };
const act = { ...meta, at: OCCURRED };
const allowed = ({ changes }) => changes < 1_000_000;

/** Each writer takes one order after another through its life, one event at a time; {answered, perSecond}. */
const lives = async (writers, ms, write) => {
  let answered = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < from + ms) {
        const order = randomUUID();
        for (let revision = 0; revision < FACTS_OF_AN_ORDER; revision++) {
          await write(order, revision);
          answered++;
        }
      }
    }),
  );
  return { answered, perSecond: (answered / (performance.now() - from)) * 1000 };
};

/** One that writes: counts what was answered, and at the end puts that beside what is on its record. */
const writer = (name, writers, ms, write, rows) => {
  let answered = 0;
  return {
    turn: async () => {
      const round = await lives(writers, ms, write);
      answered += round.answered;
      return round.perSecond;
    },
    check: async () => {
      const kept = await rows();
      must(kept.length === answered, `${name} answered ${answered} appends, and ${kept.length} are on its record`);
      must(unbroken(kept), `${name} has streams with a revision twice or left out`);
    },
  };
};

/** Bare SQLite: one insert a fact, one commit for all writers, the texts made beforehand. */
export const raw = (file, writers, ms) => {
  const db = connect(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = -16384');
  initialise(db);
  db.exec("INSERT INTO categories (name) VALUES ('order')");
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')];
  const insert = db.prepare('INSERT INTO events (position, stream, revision, category, checksum, fact) VALUES (?, ?, ?, ?, ?, ?)');
  const begun = db.prepare('INSERT INTO streams (name, category) VALUES (?, 1)');
  const text = toText(fact(), 0);
  const orders = Array.from({ length: writers }, () => ({ stream: 0, revision: FACTS_OF_AN_ORDER }));
  let position = 0;
  return {
    turn: () => {
      const [from, before] = [performance.now(), position];
      while (performance.now() < from + ms) {
        begin.run();
        for (const order of orders) {
          if (order.revision === FACTS_OF_AN_ORDER) {
            order.stream = Number(begun.run(`order-${randomUUID()}`).lastInsertRowid);
            order.revision = 0;
          }
          insert.run(++position, order.stream, order.revision++, 1, 4_000_000_000, text);
        }
        commit.run();
      }
      return ((position - before) / (performance.now() - from)) * 1000;
    },
    check: async () => {
      const kept = Number(db.prepare('SELECT COUNT(*) AS n FROM events').get().n);
      must(kept === position, `bare SQLite wrote ${position} rows and has ${kept}`);
    },
    close: async () => db.close(),
  };
};

const rowsOfStore = async (store) => {
  const rows = [];
  for (let after = 0; ; ) {
    const stretch = await store.readAll({ after, categories: [], limit: 5000 });
    for (const { stream, revision } of stretch.facts) rows.push([stream, revision]);
    after = stretch.position;
    if (stretch.caughtUp) return rows;
  }
};

export const ours = (file, writers, ms) => {
  const store = EmbeddedEventStore.open(file);
  const write = (order, revision) => store.append(`order-${order}`, revision === 0 ? 'none' : revision - 1, [fact()]);
  return { ...writer('the store', writers, ms, write, () => rowsOfStore(store)), close: () => store.close() };
};

export const ourCommands = (file, writers, ms) => {
  const store = EmbeddedEventStore.open(file);
  const streams = new Streams(store, new Vocabulary(), new NoSnapshots());
  const decide = (state) => (allowed(state) ? [{ type: TYPE, data }] : []);
  const write = (order) => streams.transact(sharedStreamOf(counted, order), decide, act);
  return { ...writer('the command path', writers, ms, write, () => rowsOfStore(store)), close: () => store.close() };
};

export const emmettAppends = async (url, database, writers, ms) => {
  const { store, pool, close } = await openEmmett({ url }, database, { connections: writers });
  const write = (order, revision) =>
    store.appendToStream(`order-${order}`, [{ type: TYPE, data, metadata: meta }], {
      expectedStreamVersion: revision === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision),
    });
  return { ...writer("emmett's append", writers, ms, write, () => rowsOf(pool)), close };
};

export const emmettCommands = async (url, database, writers, ms) => {
  const { store, pool, close } = await openEmmett({ url }, database, { connections: writers });
  const handle = commandsOf(store, { evolve: counted.evolve, initialState: () => counted.initial });
  const decide = (state) => (allowed(state) ? [{ type: TYPE, data, metadata: meta }] : []);
  return {
    ...writer(
      "emmett's commands",
      writers,
      ms,
      (order) => handle(`order-${order}`, decide),
      () => rowsOf(pool),
    ),
    close,
  };
};

export const castoreCommands = async (url, database, writers, ms) => {
  const { command, rows, close } = await openCastore({ url }, database);
  const decide = (state) => (allowed(state) ? { type: TYPE, payload: data, metadata: meta } : null);
  return { ...writer("castore's commands", writers, ms, (order) => command(order, decide), rows), close };
};
