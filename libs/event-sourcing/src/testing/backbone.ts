import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@causeway/embedded-mongo';
import type { Connection } from 'mongoose';
import { Vocabulary } from '../model';
import { MongoSnapshots } from '../read-models/mongo-snapshots';
import { Views } from '../read-models/views';
import { EmbeddedEventStore } from '../stores/embedded';
import { Streams } from '../streams';
import { SoleLeases } from '../work/leases';

/** The kernel on real embedded stores in a folder of its own, for specs. */
export type Backbone = {
  folder: string;
  store: EmbeddedEventStore;
  documents: Connection;
  vocabulary: Vocabulary;
  streams: Streams;
  views: Views;
  leases: SoleLeases;
  /** Ends the work and closes the stores; the folder stays. */
  stop: () => Promise<void>;
  forget: () => void;
};

export const openBackbone = async (folder = mkdtempSync(join(tmpdir(), 'backbone-'))): Promise<Backbone> => {
  const store = EmbeddedEventStore.open(join(folder, 'events.db'));
  const documents = await openEmbedded(join(folder, 'documents.db'));
  const vocabulary = new Vocabulary();
  const streams = new Streams(store, vocabulary, new MongoSnapshots(documents));
  const views = new Views(store, vocabulary, streams, documents);
  const leases = new SoleLeases();
  const stop = async () => {
    views.stop();
    await leases.close();
    await documents.close();
    await store.close();
  };
  return {
    folder,
    store,
    documents,
    vocabulary,
    streams,
    views,
    leases,
    stop,
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
};
