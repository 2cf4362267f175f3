/** The longest that one turn of the event loop begins requests for before those that come next wait their turn. */
const TURN_MS = 20;
/** Time for beginning requests in one turn while some wait: so many times what taking in new ones took, within these bounds. */
const SHARE = 6;
const SHORTEST_SLICE_MS = 10;
const LONGEST_SLICE_MS = 200;
/** So long may turns go by with nothing but new connections, of which Node accepts one in each. */
const CONNECTING_MS = 20;
/** Nobody is let in who would wait longer than this, and nobody begun who waited twice as long. */
export const LONGEST_WAIT_MS = 1_000;
/** So many may always wait: a machine that others keep busy is slow, and that alone is no overload. */
export const FEW = 200;

/** One request: `begin` starts it, `refuse` tells it to come back, `isGone` says that nobody waits for its answer any more. */
export type Applicant = Readonly<{ begin: () => void; refuse: () => void; isGone: () => boolean }>;
type Waiting = Applicant & Readonly<{ since: number }>;

/**
 * Requests that are answered within one turn of the event loop are never seen in hand: a hundred of them at once would be
 * one long turn in which nobody is accepted, read or refused. So a turn begins requests for some milliseconds only; those
 * that come after wait here, and are begun in slices, between which sockets are looked at. Who would wait too long is told
 * so at once.
 */
export class OverloadQueue {
  private waiting: Waiting[] = [];
  private next = 0;
  /** Smoothed time that one request takes while there are always some, in milliseconds. */
  private each = 0;
  /** This turn of the event loop: when its first request came (0 before it), how many were begun, when the rest began to come. */
  private turn = 0;
  private begunInTurn = 0;
  private takingIn = 0;
  private tookIn = 0;
  private connected = false;
  private working = false;
  private sliceEnds = 0;
  private begunInSlice = 0;
  private lastSlice = 0;

  /** How many wait. */
  get length(): number {
    return this.waiting.length - this.next;
  }

  /** A connection was accepted: more may be behind it, and they are accepted before work goes on. */
  connects(): void {
    this.connected = true;
  }

  /** Begins the request now or in its turn; false when it would wait too long. */
  admits(applicant: Applicant): boolean {
    const now = performance.now();
    if (this.turn === 0) {
      this.turn = now;
      this.begunInTurn = 0;
      setImmediate(this.turned);
    }
    if (this.length === 0 && !this.connected && now - this.turn < TURN_MS) {
      this.begunInTurn++;
      applicant.begin();
      return true;
    }
    if (this.length === 0 && now - this.turn >= TURN_MS) this.learn((now - this.turn) / this.begunInTurn);
    if (this.takingIn === 0) this.takingIn = now;
    this.tookIn = now;
    if (this.length >= FEW && this.length * this.each > LONGEST_WAIT_MS) return false;
    if (!this.working && this.length === 0) this.lastSlice = now;
    this.waiting.push({ ...applicant, since: now });
    return true;
  }

  private readonly turned = (): void => {
    this.turn = 0;
    if (this.length > 0 && !this.working) this.startSlice();
  };

  private readonly startSlice = (): void => {
    const now = performance.now();
    this.working = true;
    if (this.connected && now - this.lastSlice < CONNECTING_MS) {
      this.connected = false;
      setImmediate(this.startSlice);
      return;
    }
    this.connected = false;
    const slice = Math.min(LONGEST_SLICE_MS, Math.max(SHORTEST_SLICE_MS, SHARE * (this.tookIn - this.takingIn)));
    this.takingIn = this.tookIn = 0;
    this.begunInSlice = 0;
    this.sliceEnds = now + slice;
    this.workOn();
  };

  /** One request; the next when all that it does without waiting is done, so that the slice is as long as what was done in it. */
  private readonly workOn = (): void => {
    const now = performance.now();
    if (this.length === 0 || now >= this.sliceEnds) {
      this.endSlice(now);
      return;
    }
    const first = this.take();
    if (this.length >= FEW && now - first.since > 2 * LONGEST_WAIT_MS) first.refuse();
    else if (!first.isGone()) {
      this.begunInSlice++;
      first.begin();
    }
    queueMicrotask(() => process.nextTick(this.workOn));
  };

  private endSlice(now: number): void {
    if (this.begunInSlice > 0) this.learn((now - this.lastSlice) / this.begunInSlice);
    this.lastSlice = now;
    if (this.length > 0) {
      setImmediate(this.startSlice);
      return;
    }
    this.working = false;
    this.waiting = [];
    this.next = 0;
  }

  private take(): Waiting {
    if (this.next >= 1024) {
      this.waiting = this.waiting.slice(this.next);
      this.next = 0;
    }
    return this.waiting[this.next++]!;
  }

  private learn(each: number): void {
    this.each = this.each === 0 ? each : this.each * 0.8 + each * 0.2;
  }
}
