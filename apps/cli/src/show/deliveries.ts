import { type Api, everything, query, type Wire } from '../api/api';
import { Ended } from '../ended';
import { say, time } from './print';
import { table } from './table';

/** As many lines of a subject's timeline are looked through for what became of one message. */
const MOST_LINES = 5_000;

/** The list, and what it does not show. */
export const sayDeliveries = async (api: Api, items: readonly Wire[], total: number | null): Promise<void> => {
  const moments = await momentsOf(api, items);
  await table(
    [
      { head: 'message' },
      { head: 'consumer', flexible: true },
      { head: 'type', flexible: true },
      { head: 'subject', flexible: true },
      { head: 'position', right: true },
      { head: 'told of' },
      { head: 'state' },
      { head: 'next try' },
    ],
    items.map(({ messageId, consumerCode, messageType, subject, position, state, nextAttemptOn, replay: again }) => [
      messageId,
      consumerCode,
      messageType,
      subject,
      position,
      time(moments.get(position) ?? null),
      again ? `${state} (again)` : state,
      time(nextAttemptOn),
    ]),
  );
  if (total === null) say(`${items.length} of more than 10000: --limit ${10 * items.length}, or narrow it by --from and --to`);
  else if (total > items.length) say(`${items.length} of ${total}: --limit ${total} shows all`);
};

const AT_ONCE = 200;

/** When the facts happened that they tell of. Positions are everybody's, so to an account of a tenant it is not said. */
const momentsOf = async (api: Api, items: readonly Wire[]): Promise<ReadonlyMap<string, string>> => {
  const positions = [...new Set(items.map(({ position }) => position))];
  const moments = new Map<string, string>();
  for (let i = 0; i < positions.length; i += AT_ONCE) {
    const path = `/api/v1/moments${query({ positions: positions.slice(i, i + AT_ONCE).join() })}`;
    const { status, text } = await api.request({ method: 'GET', path });
    if (status !== 200) break;
    for (const { position, occurredOn } of JSON.parse(text).items) moments.set(position, occurredOn);
  }
  return moments;
};

/** What the timeline of its subject tells of one message besides its own tries: that it was given up, and its copies. */
export const retoldOf = async (api: Api, { messageId, subject, position }: Wire): Promise<readonly Wire[]> => {
  try {
    const items = await everything(api, `/api/v1/timeline${query({ subject, after: Number(position) - 1 })}`, MOST_LINES);
    return items.filter(({ kind, data }) => data?.messageId === messageId && (kind === 'event' || data.replay === true));
  } catch (error) {
    // An account for the gateway alone may see the delivery and not look back; and not every subject has a timeline.
    if (error instanceof Ended) return [];
    throw error;
  }
};

/** One with each try, those of its copies too, and who had it given up or sent again. */
export const sayDelivery = async (one: Wire, retold: readonly Wire[]): Promise<void> => {
  say(
    `${one.messageId} ${one.messageType} about ${one.subject} to ${one.consumerCode}: ${one.state}${one.nextAttemptOn ? `, next try ${time(one.nextAttemptOn)}` : ''}`,
  );
  for (const { occurredOn, type, actor, data } of retold.filter(({ kind }) => kind === 'event'))
    say(
      `${time(occurredOn)}  ${ASKED[type] ?? type} by ${data.jobId ? `job ${data.jobId}` : actor}${data.reason ? `: ${data.reason}` : ''}`,
    );
  for (const { data } of retold.filter(({ kind }) => kind === 'waiting')) say(`again ${data.state}: ${data.why}`);
  const copies = retold.filter(({ kind }) => kind === 'delivery');
  if (one.attempts.length + copies.length === 0) return;
  await table(
    [
      { head: 'try', right: true },
      { head: 'begun' },
      { head: 'status', right: true },
      { head: 'took', right: true },
      { head: 'error', flexible: true },
      { head: 'answer', flexible: true },
    ],
    [
      ...one.attempts.map((attempt: Wire) => row(String(attempt.number), attempt.startedOn, attempt)),
      ...copies.map(({ occurredOn, data }) => row(`again ${data.number}`, occurredOn, data)),
    ],
  );
};

const ASKED: Readonly<Record<string, string>> = {
  DeliverySkipped: 'skipped',
  RedeliveryAsked: 'sent again',
  ReplayQueued: 'sent again',
};

const row = (number: string, begun: string, { status, durationMs, error, answer }: Wire): string[] => [
  number,
  time(begun),
  String(status ?? '-'),
  `${durationMs} ms`,
  error ?? '',
  answer ?? '',
];
