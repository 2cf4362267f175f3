type Lane = { active: number; waiting: Set<string> };

/** Calls of one integration under way at once; a slow host slows nobody but itself. */
const AT_ONCE = 64;

/** Work by keys in lanes: each key once at a time, each lane so many keys at a time. Wanted while at work: done once more. */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();
  /** True: wanted again meanwhile. */
  private readonly working = new Map<string, boolean>();
  private readonly idlers: (() => void)[] = [];

  constructor(
    private readonly work: (key: string) => Promise<void>,
    private readonly atOnce = AT_ONCE,
  ) {}

  want(name: string, key: string): void {
    if (this.working.has(key)) {
      this.working.set(key, true);
      return;
    }
    const lane = this.lanes.get(name) ?? { active: 0, waiting: new Set() };
    this.lanes.set(name, lane);
    lane.waiting.add(key);
    this.fill(name, lane);
  }

  idle(): Promise<void> {
    return this.lanes.size === 0 ? Promise.resolve() : new Promise((resolve) => this.idlers.push(resolve));
  }

  private fill(name: string, lane: Lane): void {
    for (const key of lane.waiting) {
      if (lane.active >= this.atOnce) return;
      lane.waiting.delete(key);
      if (this.working.has(key)) continue;
      lane.active++;
      void this.run(name, lane, key);
    }
    if (lane.active > 0) return;
    this.lanes.delete(name);
    if (this.lanes.size === 0) for (const done of this.idlers.splice(0)) done();
  }

  private async run(name: string, lane: Lane, key: string): Promise<void> {
    do {
      this.working.set(key, false);
      await this.work(key).catch(() => undefined);
    } while (this.working.get(key));
    this.working.delete(key);
    lane.active--;
    this.fill(name, lane);
  }
}
