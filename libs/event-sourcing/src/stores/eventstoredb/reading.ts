import { BACKWARDS, END, FORWARDS, type RecordedEvent, START } from '@eventstore/db-client';
import type { Stretch } from '../../event-store';
import { categoryOf, type Stored } from '../../model';
import type { Connection } from './connection';
import { drain } from './drain';
import { isFact, positionOf, toStored } from './facts';
import { isMissingStream } from './faults';

/** Records asked for by one call when the log itself is read: few enough that even the largest fit the memory. */
const PAGE = 256;
/** A stretch ends after so many records were looked through, wanted or not, so that a sparse category does not hold its reader. */
const STRETCH_RECORDS = 20_000;

type Extent = Readonly<{ from?: number; limit?: number }>;

/** Facts of one stream; nothing when there is no such stream. */
export const readStream = async (
  connection: Connection,
  stream: string,
  { from, limit }: Extent,
  direction = FORWARDS as typeof FORWARDS | typeof BACKWARDS,
): Promise<Stored[]> => {
  const maxCount = limit === undefined || limit === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : limit;
  if (maxCount <= 0) return [];
  const fromRevision = from === undefined ? (direction === FORWARDS ? START : END) : BigInt(from);
  const what = `Reading ${stream}`;
  return connection.ask(what, async (line, ms) => {
    const facts: Stored[] = [];
    try {
      await drain(line, line.client.readStream(stream, { fromRevision, maxCount, direction }), ms, what, ({ event }) => {
        if (event && isFact(event)) facts.push(toStored(event));
      });
    } catch (error) {
      if (!isMissingStream(error)) throw error;
    }
    return facts;
  });
};

export type Page = Readonly<{ records: readonly RecordedEvent[]; last: boolean }>;

/** Records of the whole log after a position, the server's own too; `last` when there were fewer than asked for. */
export const pageAfter = (connection: Connection, after: number, maxCount: number): Promise<Page> =>
  connection.ask('Reading the log', async (line, ms) => {
    const records: RecordedEvent[] = [];
    const at = BigInt(after);
    // A read begins with the record at its position, a subscription after it; the one more is the one that is already known.
    const fromPosition = after > 0 ? { commit: at, prepare: at } : START;
    const asked = after > 0 ? maxCount + 1 : maxCount;
    let count = 0;
    await drain(line, line.client.readAll({ fromPosition, maxCount: asked }), ms, 'Reading the log', ({ event }) => {
      count += 1;
      if (event && positionOf(event) > after) records.push(event);
    });
    return { records, last: count < asked };
  });

export const isWanted = (stream: string, categories: readonly string[]): boolean =>
  categories.length === 0 || categories.includes(categoryOf(stream));

/**
 * A stretch of the log. The client asks for everything whatever filter it is given, so the choice is made here. The position
 * stays at the last fact when only the server's own events follow, so that it can be compared with `head`.
 */
export const readLog = async (connection: Connection, after: number, categories: readonly string[], limit: number): Promise<Stretch> => {
  const facts: Stored[] = [];
  let position = after;
  for (let looked = 0; looked < STRETCH_RECORDS && facts.length < limit; ) {
    const { records, last } = await pageAfter(connection, position, PAGE);
    for (const [index, record] of records.entries()) {
      if (!isFact(record)) continue;
      position = positionOf(record);
      if (isWanted(record.streamId, categories)) facts.push(toStored(record));
      if (facts.length === limit) return { facts, position, caughtUp: last && !records.slice(index + 1).some(isFact) };
    }
    if (last) return { facts, position, caughtUp: true };
    const end = records.at(-1);
    if (end) position = positionOf(end);
    looked += records.length;
  }
  return { facts, position, caughtUp: false };
};
