/** How far a lane has looked at the log, kept beside the views: losing it costs time at the next start and nothing else. */
export abstract class LanePlaces {
  abstract load(lane: string): Promise<number>;
  abstract save(places: ReadonlyMap<string, number>): Promise<void>;
}

export class NoLanePlaces extends LanePlaces {
  async load(): Promise<number> {
    return 0;
  }
  async save(): Promise<void> {}
}
