import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { EventStore } from '@causeway/event-sourcing';
import type { Recorded, Vocabulary } from '@causeway/event-sourcing/model';
import type { Message } from '../../message/message';
import type { Queue } from '../domain/queue';
import type { LaneItem } from './source';

const STRETCH = 500;
const AGAIN_MS = 1_000;

export type FeedMeans = Readonly<{
  store: EventStore;
  vocabulary: Vocabulary;
  categories: readonly string[];
  capacity: number;
  /** Up to where the follower of the log has come. Beyond, nobody knows yet how the consumers stand. */
  seen: () => number;
  /** What is due to this consumer of a fact. */
  due: (fact: Recorded) => Message | null;
  pump: () => void;
  trouble: (error: unknown) => void;
  signal: AbortSignal;
}>;

/**
 * How a lane hears of what happens: at first, and whenever it was too slow for its bounded memory, by reading the log from
 * its own place; then from the live follower, once it has come as far. Without a gap, and nothing twice.
 */
export class LogFeed {
  /** Fed by the live follower. */
  live = false;
  private roomy: (() => void) | null = null;

  constructor(
    private readonly queue: Queue<LaneItem>,
    private readonly means: FeedMeans,
  ) {
    means.signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** From the live follower, in order. */
  offer(message: Message): void {
    if (this.queue.room <= 0) {
      this.live = false;
      void this.catchUp();
      return;
    }
    this.queue.offer(message.position, message.told.subject, message);
    this.means.pump();
  }

  /** Something left the memory. */
  makeRoom(): void {
    if (this.roomy !== null && this.queue.room >= this.means.capacity / 2) this.wake();
  }

  async catchUp(): Promise<void> {
    const { signal, trouble } = this.means;
    while (!signal.aborted && !this.live) {
      try {
        if (this.queue.room < this.means.capacity / 2) {
          await new Promise<void>((done) => {
            this.roomy = done;
          });
        } else {
          await this.stretch();
          // A long way is gone in steps: others come in between two stretches.
          if (!this.live) await turn();
        }
      } catch (error) {
        trouble(error);
        await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async stretch(): Promise<void> {
    const { store, vocabulary, categories, seen, due, pump } = this.means;
    const { queue } = this;
    const limit = seen();
    const stretch = await store.readAll({ after: queue.seen, categories, limit: Math.min(STRETCH, queue.room) });
    let full = false;
    for (const stored of stretch.facts) {
      if (stored.position > limit) break;
      full = queue.room <= 0;
      if (full) break;
      const message = due(vocabulary.current(stored));
      if (message) queue.offer(stored.position, message.told.subject, message);
      queue.passed(stored.position);
    }
    if (!full) queue.passed(Math.min(stretch.position, limit));
    pump();
    if (!full && queue.seen >= seen()) this.live = true;
  }

  private wake(): void {
    const go = this.roomy;
    this.roomy = null;
    go?.();
  }
}
