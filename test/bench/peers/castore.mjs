// Castore on PostgreSQL with its own adapter and the pool of ten connections that it makes: a width in the URL would reach the
// driver as text, which makes a pool of one.
import { EventStore, EventType } from '@castore/core';
import { PostgresEventStorageAdapter } from '@castore/event-storage-adapter-postgres';
import pg from 'pg';
import { TYPE } from '../kit/events.mjs';

export const PACKAGES = ['@castore/core', '@castore/event-storage-adapter-postgres', 'postgres'];

export const openCastore = async (server, database) => {
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  await admin.end();
  const url = server.url.replace(/\/postgres$/, `/${database}`);
  await PostgresEventStorageAdapter.createEventTable({ connectionString: url });
  const adapter = new PostgresEventStorageAdapter({ connectionString: url });
  const store = new EventStore({
    eventStoreId: 'order',
    eventTypes: [new EventType({ type: TYPE })],
    reducer: (state, { aggregateId, version }) => ({ aggregateId, version, changes: (state?.changes ?? 0) + 1 }),
    eventStorageAdapter: adapter,
  });
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  return {
    close: () => pool.end(),
    /** Reads the aggregate, decides on it, pushes the event with the version that follows. */
    command: async (aggregateId, decide) => {
      const { aggregate } = await store.getAggregate(aggregateId);
      const event = decide(aggregate ?? { changes: 0, version: 0 });
      await store.pushEvent({ ...event, aggregateId, version: (aggregate?.version ?? 0) + 1 }, { prevAggregate: aggregate });
    },
    rows: async () => {
      const { rows } = await pool.query('SELECT aggregate_id, version FROM event ORDER BY aggregate_id, version');
      return rows.map((row) => [row.aggregate_id, Number(row.version) - 1]);
    },
  };
};
