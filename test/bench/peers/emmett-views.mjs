// The order view on emmett: the product's own fold in a Pongo projection, rebuilt as the documentation says and as it must be.
import { pongoMultiStreamProjection, postgreSQLEventStoreConsumer, rebuildPostgreSQLProjections } from '@event-driven-io/emmett-postgresql';
import { orderList } from '../kit/order-log.mjs';

export const COLLECTION = 'orders';
const TYPES = ['OrderReleased', 'OrderStatusChanged', 'OrderOverdue'];

export const asEmmett = ({ id, type, data, occurredOn, meta }) => ({ type, data, metadata: { messageId: id, occurredOn, ...meta } });
const asFact = ({ type, data, metadata }) => ({
  type,
  data,
  occurredOn: metadata.occurredOn,
  meta: metadata,
  revision: Number(metadata.streamPosition) - 1,
});

export const orderProjection = () =>
  pongoMultiStreamProjection({
    collectionName: COLLECTION,
    canHandle: TYPES,
    getDocumentId: (event) => event.data.orderId,
    evolve: (document, event) => orderList.fold(document, asFact(event)),
  });

/** Appends an event as it must come next in its stream. */
export const appendTo =
  ({ store }) =>
  ({ order, revision, fact }) =>
    store.appendToStream(`order-${order}`, [asEmmett(fact)], { expectedStreamVersion: BigInt(revision) });

/**
 * Puts a log into emmett's tables in one transaction, as a single patient writer would leave it. Written by many at once
 * through emmett itself, its rebuild loses events (see `rebuildAsDocumented`), and there would be nothing to compare with.
 */
export const seed = async (pool, rounds) => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const facts of rounds) {
      const columns = [[], [], [], [], [], []];
      for (const { order, revision, fact } of facts) {
        const { messageId, ...metadata } = asEmmett(fact).metadata;
        const row = [`order-${order}`, revision + 1, JSON.stringify(fact.data), JSON.stringify(metadata), fact.type, messageId];
        for (let i = 0; i < row.length; i++) columns[i].push(row[i]);
      }
      await client.query(
        `INSERT INTO emt_messages
           (stream_id, stream_position, partition, message_data, message_metadata, message_schema_version, message_type, message_id, transaction_id)
         SELECT s, p, 'emt:default', d, m, '1', t, i, pg_current_xact_id()
         FROM unnest($1::text[], $2::bigint[], $3::jsonb[], $4::jsonb[], $5::text[], $6::text[]) WITH ORDINALITY AS x (s, p, d, m, t, i, o)
         ORDER BY o`,
        columns,
      );
    }
    await client.query(
      `INSERT INTO emt_streams (stream_id, stream_position, partition, stream_type, stream_metadata)
       SELECT stream_id, MAX(stream_position), 'emt:default', 'order', '{}' FROM emt_messages GROUP BY stream_id`,
    );
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await pool.query('ANALYZE');
};

/**
 * Rebuilt so that it is right: the read model emptied and its place forgotten first, a batch of 1,000, no waiting between
 * batches. Seconds taken.
 */
export const rebuildRight = async ({ url, pool }) => {
  const consumer = postgreSQLEventStoreConsumer({
    connectionString: url,
    stopWhen: { noMessagesLeft: true },
    pulling: { batchSize: 1000, pullingFrequencyInMs: 0 },
  });
  consumer.projector({ projection: orderProjection(), truncateOnStart: true, startFrom: 'BEGINNING' });
  await pool.query('DELETE FROM emt_processors');
  const from = performance.now();
  await consumer.start();
  const seconds = (performance.now() - from) / 1000;
  await consumer.close();
  return seconds;
};

/** The one call that the documentation gives. */
export const rebuildAsDocumented = async ({ url }) => {
  const consumer = rebuildPostgreSQLProjections({ connectionString: url, projection: orderProjection(), pulling: { batchSize: 1000 } });
  await consumer.start();
  await consumer.close();
};

/** [id, document] of every document of the read model. */
export const documentsOf = async (pool) => {
  const { rows } = await pool.query(`SELECT _id, data FROM ${COLLECTION}`);
  return rows.map(({ _id, data }) => [_id, data]);
};
