/** Wakes everybody who waits for something new; sometimes without a reason, so who is woken looks again. */
export class Bell {
  private sleepers: (() => void)[] = [];
  private readonly heeded = new WeakSet<AbortSignal>();

  ring(): void {
    const woken = this.sleepers;
    this.sleepers = [];
    for (const wake of woken) wake();
  }

  /** Resolves at the next ring, at the latest when `signal` comes. */
  next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.heed(signal);
    return new Promise((resolve) => this.sleepers.push(resolve));
  }

  /** One listener a signal, however many subscriptions share it and however often they wait. */
  private heed(signal: AbortSignal): void {
    if (this.heeded.has(signal)) return;
    this.heeded.add(signal);
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }
}
