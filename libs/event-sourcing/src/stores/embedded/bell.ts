type Sleeper = Readonly<{ categories: readonly string[]; wake: () => void }>;

/** How long a sleeper may be left when others are woken every moment. */
const PATIENCE_MS = 5;

/**
 * Wakes those who wait for the log to grow; sometimes without a reason, so who is woken looks again. Whom a commit
 * concerns is woken at once. The others only want to move on past it, and are woken at most 200 times a second:
 * 30 idle subscriptions would otherwise cost a busy writer a fifth of its speed.
 */
export class Bell {
  private sleepers: Sleeper[] = [];
  private readonly heeded = new WeakSet<AbortSignal>();
  private wokenAllAt = 0;
  private later: NodeJS.Timeout | undefined;

  /** `concerns`: is there something for a subscription of these categories? */
  ring(concerns: (categories: readonly string[]) => boolean): void {
    if (performance.now() - this.wokenAllAt >= PATIENCE_MS) this.ringAll();
    else this.ringFor(concerns);
  }

  private ringFor(concerns: (categories: readonly string[]) => boolean): void {
    const left: Sleeper[] = [];
    const woken: Sleeper[] = [];
    for (const sleeper of this.sleepers) (concerns(sleeper.categories) ? woken : left).push(sleeper);
    this.sleepers = left;
    for (const { wake } of woken) wake();
    if (left.length > 0) this.later ??= setTimeout(() => this.ringAll(), PATIENCE_MS);
  }

  ringAll(): void {
    clearTimeout(this.later);
    this.later = undefined;
    this.wokenAllAt = performance.now();
    const woken = this.sleepers;
    this.sleepers = [];
    for (const { wake } of woken) wake();
  }

  /** Resolves at the next ring that concerns one of these categories (none: every one), soon after any other, at once when `signal` comes. */
  next(categories: readonly string[], signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.heed(signal);
    return new Promise((wake) => this.sleepers.push({ categories, wake }));
  }

  /** One listener a signal, however many subscriptions share it and however often they wait. */
  private heed(signal: AbortSignal): void {
    if (this.heeded.has(signal)) return;
    this.heeded.add(signal);
    signal.addEventListener('abort', () => this.ringAll(), { once: true });
  }
}
