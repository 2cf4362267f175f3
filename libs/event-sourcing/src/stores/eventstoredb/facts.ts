import { type JSONEventData, type JSONEventType, type JSONType, jsonEvent, type RecordedEvent } from '@eventstore/db-client';
import { AppendTooLarge, MAX_APPEND_BYTES, MAX_EVENT_BYTES, type Proposed } from '../../event-store';
import type { Json, Meta, Stored } from '../../model';

type Outgoing = JSONEventType<string, JSONType, Record<string, unknown>>;

/** A revision or a position as a number. Beyond 2^53 the port cannot name it; at a gigabyte a second that is three months of log. */
export const asNumber = (value: bigint, what: string): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new RangeError(`${what} ${value} is not a safe integer: this log is longer than the adapter can count.`);
  return number;
};

/** Metadata carries what the server has no field for, so that a fact comes back as it went. */
export const toOutgoing = ({ id, type, data, schemaVersion, occurredOn, meta }: Proposed) =>
  jsonEvent<Outgoing>({ id, type, data: data as JSONType, metadata: { ...meta, schemaVersion, occurredOn } });

/** The server's own measure (`Event.SizeOnDisk`): data, metadata, and the type in UTF-16; nothing below our limit is above its own. */
const bytesOf = ({ type, data, metadata }: JSONEventData<Outgoing>): number =>
  Buffer.byteLength(JSON.stringify(data)) + Buffer.byteLength(JSON.stringify(metadata)) + 2 * type.length;

/** The size of an append in bytes; throws when it, or one event of it, is over our limit. */
export const measure = (events: readonly JSONEventData<Outgoing>[]): number => {
  let sum = 0;
  for (const event of events) {
    const bytes = bytesOf(event);
    if (bytes > MAX_EVENT_BYTES) throw new AppendTooLarge(bytes);
    sum += bytes;
  }
  if (sum > MAX_APPEND_BYTES) throw new AppendTooLarge(sum);
  return sum;
};

/** The server's own events, tombstones and links (`$>`) among them, and what others wrote that is not JSON: none is a fact. */
export const isFact = ({ type, streamId, isJson }: RecordedEvent): boolean => isJson && !type.startsWith('$') && !streamId.startsWith('$');

export const positionOf = ({ position, streamId, revision }: RecordedEvent): number => {
  if (!position) throw new RangeError(`Event ${revision} of ${streamId} came without its position: this server is older than 22.10.`);
  return asNumber(position.commit, 'Position');
};

type Incoming = Record<string, unknown> & { schemaVersion?: number; occurredOn?: string };

/** A fact as it was stored. One that somebody else wrote, without our metadata, is version 1 and happened when it was written. */
export const toStored = (event: RecordedEvent): Stored => {
  const { schemaVersion = 1, occurredOn = event.created.toISOString(), ...meta } = (event.metadata ?? {}) as Incoming;
  return {
    id: event.id,
    type: event.type,
    data: event.data as Json,
    stream: event.streamId,
    revision: asNumber(event.revision, 'Revision'),
    position: positionOf(event),
    schemaVersion,
    occurredOn,
    meta: meta as unknown as Meta,
  };
};
