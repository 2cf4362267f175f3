const WITHIN_MS = 250;

export type IdlePlace = Readonly<{ name: string; collection: string; position: number }>;

/**
 * Places that moved among facts that concern nobody there, of all views of a process. They are written a little later and all
 * at once, together with what comes until then: losing one costs looking at those facts again, but another process that
 * waits for a view must hear of it soon.
 */
export class IdlePlaces {
  private readonly due = new Map<string, IdlePlace>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly keep: (places: readonly IdlePlace[]) => Promise<unknown>) {}

  movedTo(place: IdlePlace): void {
    this.due.set(place.name, place);
    this.timer ??= setTimeout(() => void this.write(), WITHIN_MS);
  }

  /** A later place of this view was written with some work: this one is not owed any more. */
  settled(name: string): void {
    this.due.delete(name);
  }

  /** What this view owes is written now. */
  async settle(name: string): Promise<void> {
    if (this.due.has(name)) await this.write();
  }

  private async write(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const places = [...this.due.values()];
    this.due.clear();
    if (places.length > 0) await this.keep(places).catch(() => undefined);
  }
}
