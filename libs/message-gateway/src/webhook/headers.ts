import type { Sending } from '../message/channel';
import type { Told } from '../message/message';

/** An undici header list: names and values in turn. */
type HeaderList = string[];

const eventHeaders = new WeakMap<Told, { source: string; list: HeaderList }>();

/** CloudEvents 1.0, binary mode; the same for all consumers but for `ce-id`. Made once for each fact. */
const cloudEvent = (told: Told, source: string): HeaderList => {
  const made = eventHeaders.get(told);
  if (made?.source === source) return made.list;
  // biome-ignore format: a name and its value a line.
  const list = [
    'content-type', 'application/json',
    'ce-specversion', '1.0',
    'ce-type', told.messageType,
    'ce-source', source,
    'ce-subject', percent(told.subject),
    'ce-time', told.occurredOn,
    'ce-tenantid', told.tenantId,
    'ce-position', String(told.position),
  ];
  eventHeaders.set(told, { source, list });
  return list;
};

export const eventHeadersOf = ({ message: { messageId, told }, attempt, replay }: Sending, source: string): HeaderList => {
  const list = [...cloudEvent(told, source), 'ce-id', messageId, 'traceparent', traceparent(told.traceId, messageId, attempt)];
  return replay ? [...list, 'ce-replay', 'true'] : list;
};

/** CloudEvents 1.0, HTTP binding 3.1.3.2: what is not printable ASCII, and `"`, `%` and space, are percent-encoded. */
const percent = (text: string): string =>
  text.replace(/[^\x21\x23\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character).replace('"', '%22'));

/** The same trace as the request that caused it; a span of its own for each attempt, out of the id that is a hash already. */
const traceparent = (traceId: string, messageId: string, attempt: number): string => {
  const hex = messageId.replaceAll('-', '');
  const span = (hex + hex).slice(attempt % 16, (attempt % 16) + 16);
  return `00-${traceId}-${/^0+$/.test(span) ? '1'.padStart(16, '0') : span}-01`;
};
