import type { Wire } from '../api/api';
import { type Colour, colour, cut, time, width } from './print';

const COLOUR: Readonly<Record<string, Colour>> = { event: 'green', refusal: 'red', delivery: 'cyan', waiting: 'yellow', look: 'dim' };

/** One line of a timeline. Of what was told to somebody the end is what it takes to act on it: the consumer and the message. */
export const itemLine = (item: Wire): string => {
  const { occurredOn, position, kind, type, actor, data } = item;
  const head = `${time(occurredOn)}  ${String(position).padStart(6)}  `;
  const body = [type, summary(item)].filter(Boolean).join('  ');
  const message = data?.messageId ? [data.consumerCode && `to ${data.consumerCode}`, data.messageId].filter(Boolean).join(' ') : '';
  // That the gateway told it goes without saying.
  const ends = [message !== '' && kind !== 'event' ? '' : `by ${actor}`, message].filter(Boolean).join('  ');
  const room = width() - head.length - 12 - ends.length;
  return `${head}${colour(COLOUR[kind] ?? 'dim', kind.padEnd(8))}  ${cut(body, Math.max(20, room))}  ${colour('dim', ends)}`;
};

const summary = ({ kind, data }: Wire): string => {
  switch (kind) {
    case 'delivery':
      return `${data.replay ? 'again ' : ''}try ${data.number}: ${data.status ?? data.error} in ${data.durationMs} ms`;
    case 'waiting':
      return `${data.replay ? 'again ' : ''}${data.state}: ${data.why}`;
    case 'refusal':
      return `${data.command}: ${data.code}`;
    case 'look':
      return `${data.what}${data.reason ? `: ${data.reason}` : ''}`;
    default:
      return ofEvent(data);
  }
};

const TOLD = ['messageType', 'about', 'jobId', 'systemStatus', 'status', 'reasonCode', 'limit', 'reason', 'name'] as const;

const ofEvent = (data: Wire): string =>
  TOLD.filter((name) => data?.[name] !== undefined && data[name] !== null)
    .map((name) => String(data[name]))
    .join(' ');
