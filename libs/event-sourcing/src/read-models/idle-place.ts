const WITHIN_MS = 250;

/**
 * A place that moved among facts that concern nobody here. It is written a little later, together with what comes until
 * then: losing it costs looking at those facts again, but another process that waits for this view must hear of it soon.
 */
export class IdlePlace {
  private position: number | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly keep: (position: number) => Promise<unknown>) {}

  movedTo(position: number): void {
    this.position = position;
    this.timer ??= setTimeout(() => void this.write(), WITHIN_MS);
  }

  /** A later place was written with some work: this one is not owed any more. */
  settled(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.position = null;
  }

  async close(): Promise<void> {
    if (this.position !== null) await this.write();
  }

  private async write(): Promise<void> {
    const { position } = this;
    this.settled();
    if (position !== null) await this.keep(position).catch(() => undefined);
  }
}
