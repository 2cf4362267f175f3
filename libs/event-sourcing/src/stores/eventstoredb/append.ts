import { NO_STREAM } from '@eventstore/db-client';
import { AppendTooLarge, type Expected, type Proposed, type Receipt, RevisionConflict } from '../../event-store';
import type { Connection } from './connection';
import { asNumber, measure, toOutgoing } from './facts';
import { isConflict, isTooLarge } from './faults';
import { readStream } from './reading';
import { within } from './within';

/**
 * Appends at an explicit revision. An attempt with an unknown outcome is simply made again: the server keeps the ids, so that a
 * repeat at the same revision gives the first receipt and writes nothing, or, should it answer with a conflict, our own facts
 * standing there say that it was us.
 */
export const append = async (connection: Connection, stream: string, expected: Expected, events: readonly Proposed[]): Promise<Receipt> => {
  if (events.length === 0) throw new RangeError(`An append to ${stream} without events.`);
  const outgoing = events.map(toOutgoing);
  const bytes = measure(outgoing);
  const expectedRevision = expected === 'none' ? NO_STREAM : BigInt(expected);
  return connection.ask(`Appending to ${stream}`, async ({ client }, ms, attempt) => {
    try {
      const call = client.appendToStream(stream, outgoing, { expectedRevision, deadline: ms });
      const { nextExpectedRevision, position } = await within(ms, `Appending to ${stream}`, call);
      if (!position) throw new Error(`The event store gave no position for an append to ${stream}.`);
      return { revision: asNumber(nextExpectedRevision, 'Revision'), position: asNumber(position.commit, 'Position') };
    } catch (error) {
      if (isTooLarge(error)) throw new AppendTooLarge(bytes);
      if (!isConflict(error)) throw error;
      const ours = attempt > 0 ? await standing(connection, stream, expected, events) : undefined;
      if (ours) return ours;
      throw new RevisionConflict(
        stream,
        expected,
        error.actualVersion === 'no_stream' ? 'none' : asNumber(error.actualVersion, 'Revision'),
      );
    }
  });
};

/** The receipt of these very events, if they all stand where this append would have put them. */
const standing = async (
  connection: Connection,
  stream: string,
  expected: Expected,
  events: readonly Proposed[],
): Promise<Receipt | undefined> => {
  const from = expected === 'none' ? 0 : expected + 1;
  const found = await readStream(connection, stream, { from, limit: events.length });
  const last = found.at(-1);
  return last && found.length === events.length && found.every(({ id }, i) => id === events[i]?.id)
    ? { revision: last.revision, position: last.position }
    : undefined;
};
