import { DOCUMENTS } from '@causeway/event-sourcing';
import { Inject, Injectable } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { LanePlaces } from './lane-places';

type Place = { _id: string; place: number };

@Injectable()
export class MongoLanePlaces extends LanePlaces {
  constructor(@Inject(DOCUMENTS) private readonly documents: Connection) {
    super();
  }

  async load(lane: string): Promise<number> {
    return ((await this.places.findOne({ _id: lane })) as Place | null)?.place ?? 0;
  }

  async save(places: ReadonlyMap<string, number>): Promise<void> {
    const operations = [...places].map(([_id, place]) => ({ replaceOne: { filter: { _id }, replacement: { _id, place }, upsert: true } }));
    await this.places.bulkWrite(operations, { ordered: false });
  }

  private get places() {
    return this.documents.collection<Place>('lane-places');
  }
}
