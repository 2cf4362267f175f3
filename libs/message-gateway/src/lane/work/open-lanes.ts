import type { EventStore, Streams } from '@causeway/event-sourcing';
import type { Vocabulary } from '@causeway/event-sourcing/model';
import type { RegisteredConsumer } from '../../consumer/domain/consumer';
import type { LanePlaces } from '../../ports/lane-places';
import type { Lane } from '../domain/lane';
import { Breaker } from './breaker';
import { LaneRecord } from './lane-record';
import { LaneRunner, type RunnerMeans } from './lane-runner';
import type { Pace } from './pace';
import type { Registry } from './registry';
import type { MessageSource } from './source';

/** Messages of one lane that are in memory with their content; as many as streams may ask for, and some to go on with. */
const CAPACITY = { webhook: 300, grpc: 1_200 } as const;
export const capacityOf = ({ channel }: Pick<RegisteredConsumer, 'channel'>): number => CAPACITY[channel];

export type WorkMeans = Readonly<{
  store: EventStore;
  streams: Streams;
  vocabulary: Vocabulary;
  source: MessageSource;
  registry: Registry;
  places: LanePlaces;
  /** This process, for the record. */
  worker: string;
  /** What is sent again leaves room for what happens. */
  mostReplays: number;
  times: RunnerMeans['times'];
  jitter: () => number;
  pace: Pace;
  disable: (consumer: RegisteredConsumer, reason: string) => Promise<void>;
  /** Up to where the live feed has come; everything up to there was offered to those who are live. */
  seen: () => number;
  trouble: (error: unknown) => void;
  /** For figures: what became of an attempt. */
  observed?: RunnerMeans['observed'];
}>;

type Hooks = Pick<RunnerMeans, 'channel' | 'open' | 'disable' | 'lost' | 'load'> &
  Readonly<{ replayed: RunnerMeans['load']; moved: () => void }>;

export type Lanes = Readonly<{ main: LaneRunner; again: LaneRunner; lane: Lane; replays: Lane }>;

/** Takes both lanes of a consumer, as the record left them: that of what happens, and that of what is sent again. */
export const openLanes = async (key: string, consumer: RegisteredConsumer, means: WorkMeans, hooks: Hooks): Promise<Lanes> => {
  const now = () => new Date(means.times().wall).toISOString();
  const record = (replay: boolean) => new LaneRecord(means.streams, key, replay, means.worker, consumer.tenantId, now);
  const [mainRecord, againRecord] = [record(false), record(true)];
  const [lane, replays, from] = [await mainRecord.take(), await againRecord.take(), await means.places.load(key).catch(() => 0)];
  const { channel, open, disable, lost } = hooks;
  const { times, jitter, observed, pace } = means;
  const common = {
    channel,
    open,
    disable,
    lost,
    times,
    jitter,
    pace,
    breaker: new Breaker(),
    capacity: capacityOf(consumer),
    ...(observed ? { observed } : {}),
  };
  const main = new LaneRunner(
    lane,
    false,
    { ...common, record: mainRecord, most: Number.POSITIVE_INFINITY, load: hooks.load, moved: hooks.moved },
    // It hears what happens after its registration; what was before is for replays.
    Math.max(from, consumer.since),
  );
  const again = new LaneRunner(
    replays,
    true,
    {
      ...{ ...common, record: againRecord, most: means.mostReplays, load: hooks.replayed },
      // First the original, then this: a crash between the two sends it once more and forgets nothing.
      accepted: async (item, entry, attempted) => {
        main.queue.redelivered(item.position, entry.subject, item, attempted);
        if (main.queue.dirty) await main.flush();
        main.pump();
      },
    },
    0,
  );
  return { main, again, lane, replays };
};
