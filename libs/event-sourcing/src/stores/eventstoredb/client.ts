import { EventStoreDBClient } from '@eventstore/db-client';

export type Client = EventStoreDBClient;

const KEEP_ALIVE_TIMEOUT_MS = 10_000;

/** `kurrentdb://` is the newer name of the same protocol; this client knows only the older. */
const inOldWords = (connectionString: string): string =>
  connectionString.trim().replace(/^(?:kurrentdb|kurrent|kdb)(\+discover)?:\/\//i, 'esdb$1://');

/**
 * gRPC shares one socket among all channels of a process that have the same target and the same options, and with the
 * socket its back-off, which grows to two minutes. A new client would therefore be given the broken socket of the old one.
 * Each generation has a keep-alive timeout of its own, longer by as many milliseconds, and with it a socket of its own.
 */
const withOwnSocket = (connectionString: string, generation: number): string => {
  const given = /[?&]keepAliveTimeout=(-?\d+)/i.exec(connectionString);
  const timeout = Number(given?.[1] ?? KEEP_ALIVE_TIMEOUT_MS);
  if (timeout < 0) return connectionString;
  const own = `keepAliveTimeout=${timeout + generation}`;
  if (given) return connectionString.replace(/keepAliveTimeout=-?\d+/i, own);
  return connectionString.includes('?') ? `${connectionString}&${own}` : `${connectionString.replace(/\/+$/, '')}?${own}`;
};

/** What the client is told: its own words, and a socket of its own. */
export const connectionStringOf = (connectionString: string, generation: number): string =>
  withOwnSocket(inOldWords(connectionString), generation);

/**
 * A client that appends by one call each. Its batch append is not used, because in 6.2.1 all pending batches of a process stand
 * in one table that any broken connection empties: an answer that comes afterwards is an uncaught `TypeError`, a write queued
 * at that moment an unhandled rejection, and both end the process. One call each also has a deadline that gRPC itself keeps,
 * and needs no question for the server's features, which has none.
 */
export const openClient = (connectionString: string, generation: number): Client => {
  const client = EventStoreDBClient.connectionString(connectionStringOf(connectionString, generation));
  return Object.assign(client, { supports: async () => false });
};

type Channelled = { getChannel(): Promise<{ close(): void }> };

/** Ends a client: its calls, which `dispose` cancels, and its channel, which it forgets and which would hold a socket. */
export const closeClient = async (client: Client): Promise<void> => {
  await client.dispose();
  const channel = await (client as unknown as Channelled).getChannel();
  channel.close();
};
