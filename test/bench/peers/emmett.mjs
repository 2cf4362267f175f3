// Emmett on PostgreSQL as its documentation has it: a pool as wide as there are writers, `CommandHandler` for commands,
// Pongo for read models, consumers for what follows the log.
import { CommandHandler } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

export const PACKAGES = ['@event-driven-io/emmett', '@event-driven-io/emmett-postgresql', '@event-driven-io/pongo', 'pg'];

/** A store on a database of its own. */
export const openEmmett = async (server, database, { connections = 20, projections } = {}) => {
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  await admin.end();
  const url = server.url.replace(/\/postgres$/, `/${database}`);
  const pool = new pg.Pool({ connectionString: url, max: connections });
  pool.on('error', () => undefined);
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool }, ...(projections ? { projections } : {}) });
  await store.schema.migrate();
  return {
    url,
    pool,
    store,
    close: async () => {
      await store.close();
      if (!pool.ended) await pool.end();
    },
  };
};

/** Reads the stream, decides, appends what follows with the version that was read. */
export const commandsOf = (store, { evolve, initialState }) => {
  const handle = CommandHandler({ evolve, initialState });
  return (stream, decide) => handle(store, stream, decide);
};

/** [stream, revision] of every message, in the order of their positions. */
export const rowsOf = async (pool) => {
  const { rows } = await pool.query('SELECT stream_id, stream_position FROM emt_messages ORDER BY stream_id, stream_position');
  return rows.map((row) => [row.stream_id, Number(row.stream_position) - 1]);
};
