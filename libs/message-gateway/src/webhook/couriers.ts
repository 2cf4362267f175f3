import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { AddressGuard } from '../address/address-guard';
import type { Sending } from '../message/channel';
import { Courier } from './courier';
import type { Ended, Equipment, FromCourier, Letter, ToCourier } from './protocol';

/** Where a courier works. */
type Place = Readonly<{ post: (what: ToCourier) => void; end: () => Promise<unknown> }>;
export type Opening = (heard: (what: FromCourier) => void, died: (error: unknown) => void) => Place;

/** From sources, in specs, there is no file that a thread could begin with: the courier then works in this one. */
const BUILT = __filename.endsWith('.js');
const CALM_MS = 1_000;

/**
 * The one courier of this process, in a thread that begins with the first webhook consumer and ends with the last. A thread
 * that dies is replaced; what it had in its hands counts as cut by a crash, so the next one makes the same attempts again.
 */
export class Couriers {
  private place: Place | null = null;
  private beganAt = 0;
  private named = 0;
  private readonly desks = new Map<number, Equipment | null>();
  private readonly underWay = new Map<number, { letter: Letter; ended: (ended: Ended | null) => void }>();
  private letters: Letter[] = [];

  constructor(
    private readonly guard: AddressGuard,
    private readonly trouble: (error: unknown) => void,
    private readonly opening: Opening = BUILT ? inThread(join(__dirname, 'courier-thread.js')) : inThisThread,
  ) {}

  /** A desk for one consumer. */
  open(): number {
    const desk = ++this.named;
    this.desks.set(desk, null);
    if (this.place === null) this.begin();
    return desk;
  }

  /** What it sends from now on, it sends with this. */
  equip(desk: number, equipment: Equipment): void {
    this.desks.set(desk, equipment);
    this.place?.post({ kind: 'equip', desk, equipment });
  }

  /** `null`: it was not attempted; the desk is closed, or one that was sent before it was not accepted. */
  send(desk: number, sending: Sending): Promise<Ended | null> {
    if (!this.desks.has(desk)) return Promise.resolve(null);
    return new Promise((ended) => {
      const letter = { id: ++this.named, desk, sending };
      this.underWay.set(letter.id, { letter, ended });
      if (this.letters.push(letter) === 1) setImmediate(() => this.hand());
    });
  }

  /** Cuts what is under way. */
  async close(desk: number): Promise<void> {
    this.desks.delete(desk);
    for (const [id, { letter, ended }] of this.underWay) {
      if (letter.desk !== desk) continue;
      this.underWay.delete(id);
      ended(null);
    }
    const { place } = this;
    place?.post({ kind: 'close', desk });
    if (this.desks.size > 0) return;
    this.place = null;
    await place?.end();
  }

  /** All that came up in this turn, in one message. */
  private hand(): void {
    const letters = this.letters.splice(0);
    if (letters.length > 0) this.place?.post({ kind: 'send', letters });
  }

  private begin(): void {
    this.beganAt = performance.now();
    const place = this.opening(
      (what) => this.hear(what, place),
      (error) => this.died(place, error),
    );
    this.place = place;
    for (const [desk, equipment] of this.desks) if (equipment !== null) place.post({ kind: 'equip', desk, equipment });
    this.letters = [...this.underWay.values()].map(({ letter }) => letter);
    this.hand();
  }

  private hear(what: FromCourier, from: Place): void {
    if (from !== this.place) return;
    if (what.kind === 'ask') void this.guard.judge(what.question).then((judged) => from.post({ kind: 'answer', id: what.id, judged }));
    else
      for (const { id, ended } of what.endings) {
        this.underWay.get(id)?.ended(ended);
        this.underWay.delete(id);
      }
  }

  private died(place: Place, error: unknown): void {
    if (place !== this.place) return;
    this.place = null;
    this.trouble(error);
    // What kills it at once kills the next one too: not in a hurry.
    const again = () => this.place === null && this.desks.size > 0 && this.begin();
    setTimeout(again, performance.now() - this.beganAt < CALM_MS ? CALM_MS : 0).unref();
  }
}

export const inThread =
  (file: string): Opening =>
  (heard, died) => {
    // The process's own environment, and no copy of what is secret in it.
    const worker = new Worker(file, { name: 'webhooks', env: SHARE_ENV });
    worker.on('message', heard);
    worker.on('error', died);
    worker.on('exit', (code) => died(new Error(`The thread of webhooks ended with ${code}.`)));
    worker.unref();
    return { post: (what) => worker.postMessage(what), end: () => worker.terminate() };
  };

const inThisThread: Opening = (heard) => {
  const courier = new Courier(heard);
  return { post: (what) => courier.hear(what), end: () => Promise.resolve() };
};
