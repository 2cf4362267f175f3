import { StoreUnavailable, type Stretch, type SubscribeOptions } from '../../event-store';
import type { Connection } from './connection';
import { mayPass } from './faults';
import { Inbox } from './inbox';
import { Session } from './session';
import type { Tide } from './tide';
import { jittered, onFirst, pause } from './within';

const BATCH = 1_000;
const FIRST_BACK_OFF_MS = 50;

/**
 * A subscription that outlives its connections: whenever one ends, for whatever reason, the next begins after the last fact
 * that was heard. Facts are told once and in order because a session drops what is not after its place, and a place only grows.
 */
export async function* follow(connection: Connection, tide: Tide, options: SubscribeOptions): AsyncGenerator<Stretch, void> {
  const { after, categories, batch = BATCH } = options;
  if (options.signal.aborted) return;
  const leaving = new AbortController();
  const signal = leaving.signal;
  const unlink = onFirst([options.signal], () => leaving.abort());
  const inbox = new Inbox(after, batch, signal);
  const unwatch = tide.watch();
  void sessions(connection, tide, { after, categories, signal }, inbox).catch((error) => inbox.fail(error));
  try {
    for (let stretch = await inbox.take(); stretch; stretch = await inbox.take()) yield stretch;
  } finally {
    unlink();
    leaving.abort();
    unwatch();
  }
}

const sessions = async (
  connection: Connection,
  tide: Tide,
  { after, categories, signal }: SubscribeOptions,
  inbox: Inbox,
): Promise<void> => {
  let place = after;
  let failures = 0;
  while (!signal.aborted) {
    if (connection.closed.aborted) throw new StoreUnavailable('The event store is closed.');
    const line = connection.current;
    const since = Date.now();
    const session = new Session(connection, line, tide.head, inbox, categories, place);
    try {
      await session.run(signal);
    } catch (error) {
      if (!mayPass(error) && !(error instanceof StoreUnavailable)) throw error;
      if (!signal.aborted) connection.doubt(line, error, since);
    }
    place = session.place;
    failures = session.wasLive ? 0 : failures + 1;
    inbox.turned(false, place);
    if (signal.aborted) return;
    await pause(jittered(Math.min(connection.timing.backOffMs, FIRST_BACK_OFF_MS * 2 ** failures)), signal);
  }
};
