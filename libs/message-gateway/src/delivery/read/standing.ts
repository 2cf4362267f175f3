import { Views } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { type ConsumerDocument, consumerList } from '../../consumer/read/consumer-list';
import { GatewayWork } from '../../gateway-work';
import { deliveries } from './deliveries';
import type { DeliveryDocument } from './delivery-document';

export const STATES = ['scheduled', 'delivering', 'delivered', 'failed', 'exhausted', 'held', 'skipped'] as const;
export type State = (typeof STATES)[number];

type Filter = Readonly<Record<string, unknown>>;

/** What decides, beside a delivery's own record, how it stands. */
export type Standing = Readonly<{
  /** Lanes of consumers that are paused or disabled. */
  stopped: ReadonlySet<string>;
  /** Lanes of registrations that are over. */
  ended: ReadonlySet<string>;
  /** Subjects that wait behind a failure, as `lane subject`. */
  blocked: ReadonlySet<string>;
  subjects: readonly string[];
  underWay: ReadonlySet<string>;
}>;

/** More subjects than this that fail at once are not told apart in lists. */
const MOST_BLOCKED = 2_000;

@Injectable()
export class Standings {
  constructor(
    private readonly views: Views,
    private readonly work: GatewayWork,
  ) {}

  /** `keys`: the consumers that are looked at; null: all. */
  async of(keys: readonly string[] | null): Promise<Standing> {
    const whose = keys === null ? {} : { _id: { $in: [...keys] } };
    const unusual = { $or: [{ stopped: true }, { registered: false }, { registration: { $gt: 1 } }] };
    const consumers = (await this.views
      .model(consumerList)
      .find({ ...whose, ...unusual })
      .limit(10_000)
      .lean()) as unknown as (ConsumerDocument & { _id: string })[];
    const [stopped, ended] = [new Set<string>(), new Set<string>()];
    for (const { _id, registered, registration, lane, stopped: stands } of consumers) {
      for (let i = 1; i < registration + (registered ? 0 : 1); i++) both(ended, `${_id}~${i}`);
      if (lane !== null && stands) both(stopped, lane);
    }
    const failing = (await this.views
      .model(deliveries)
      .find({ ...(keys === null ? {} : { consumer: { $in: [...keys] } }), state: { $in: ['failed', 'exhausted'] } })
      .limit(MOST_BLOCKED)
      .lean()) as unknown as DeliveryDocument[];
    const live = failing.filter(({ lane }) => !ended.has(lane));
    return {
      stopped,
      ended,
      blocked: new Set(live.map(({ lane, subject }) => `${lane} ${subject}`)),
      subjects: [...new Set(live.map(({ subject }) => subject))],
      underWay: this.work.underWay(keys),
    };
  }
}

const both = (set: Set<string>, lane: string) => set.add(lane).add(`${lane}.replay`);

export const stateOf = (
  { state, lane, subject, messageId, replay }: DeliveryDocument,
  { stopped, ended, blocked, underWay }: Standing,
): State => {
  if (state === 'delivered' || state === 'skipped') return state;
  if (ended.has(lane)) return 'skipped';
  if (state === 'exhausted') return 'exhausted';
  if (!replay && underWay.has(messageId)) return 'delivering';
  if (stopped.has(lane)) return 'held';
  if (state === 'failed') return 'failed';
  return blocked.has(`${lane} ${subject}`) ? 'held' : 'scheduled';
};

/**
 * The same as `stateOf`, asked of the list. Subjects are unique enough over lanes: they carry ids. Each recorded state is a
 * branch of its own, because of one the index gives the newest first, and of several it would have to be sorted.
 */
export const having = (state: State, { stopped, ended, subjects, underWay }: Standing): Filter => {
  const live = { $nin: [...ended, ...stopped] };
  const free = { $nin: [...underWay] };
  switch (state) {
    case 'delivered':
      return { state: 'delivered' };
    case 'exhausted':
      return { state: 'exhausted', lane: { $nin: [...ended] } };
    case 'skipped':
      return {
        $or: [{ state: 'skipped' }, ...['waiting', 'failed', 'exhausted'].map((one) => ({ state: one, lane: { $in: [...ended] } }))],
      };
    case 'failed':
      return { state: 'failed', lane: live, messageId: free };
    case 'delivering':
      return { state: { $in: ['waiting', 'failed'] }, replay: false, lane: { $nin: [...ended] }, messageId: { $in: [...underWay] } };
    case 'held':
      return {
        $or: [
          ...['waiting', 'failed'].map((one) => ({ state: one, lane: { $in: [...stopped] } })),
          { state: 'waiting', lane: live, messageId: free, subject: { $in: [...subjects] } },
        ],
      };
    case 'scheduled':
      return { state: 'waiting', lane: live, messageId: free, subject: { $nin: [...subjects] } };
  }
};
