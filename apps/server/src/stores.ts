import { join } from 'node:path';
import { DocumentFileRefused, openEmbedded } from '@causeway/embedded-mongo';
import { type EventStore, type Leases, SharedLeases, SoleLeases } from '@causeway/event-sourcing';
import { EmbeddedEventStore, type Held, holdDataFolder, StoreFileRefused, StoreHeld } from '@causeway/event-sourcing/stores/embedded';
import type { Configuration } from '@causeway/platform';
import type { Connection } from 'mongoose';
import { untilItAnswers } from './waiting';

export type Stores = Readonly<{ events: EventStore; documents: Connection; leases: Leases; close: () => Promise<void> }>;

/** The stores cannot be used as they are: one sentence for the person who starts the platform. Exit code 1. */
export class StoresRefused extends Error {}

/** Opens what the configuration names: files in the data folder, or servers. */
export const openStores = async (configuration: Configuration, say: (line: string) => void): Promise<Stores> => {
  const held = hold(configuration);
  try {
    const events = await openEvents(configuration, held);
    const documents = await openDocuments(configuration, say);
    const leases = configuration.mongo === 'embedded' ? new SoleLeases() : new SharedLeases(documents);
    const close = async () => {
      await documents.close().catch(() => undefined);
      await events.close().catch(() => undefined);
      held?.release();
    };
    return { events, documents, leases, close };
  } catch (error) {
    held?.release();
    throw refused(error);
  }
};

/** Whatever is embedded lives in the data folder, and one platform at a time lives on that. */
const hold = ({ dataDir, eventStore, mongo }: Configuration): Held | null => {
  if (eventStore !== 'embedded' && mongo !== 'embedded') return null;
  try {
    return holdDataFolder(dataDir);
  } catch (error) {
    throw refused(error);
  }
};

const openEvents = async ({ eventStore, dataDir }: Configuration, held: Held | null): Promise<EventStore> => {
  if (eventStore === 'embedded') return EmbeddedEventStore.open(join(dataDir, 'events.db'), { held: held! });
  // Loaded only where it is used: the client is large, and an embedded start shall be quick.
  const { EventStoreDbStore } = await import('@causeway/event-sourcing/stores/eventstoredb');
  return EventStoreDbStore.connect(eventStore);
};

const openDocuments = async ({ mongo, dataDir }: Configuration, say: (line: string) => void): Promise<Connection> => {
  if (mongo === 'embedded') return openEmbedded(join(dataDir, 'documents.db'));
  const mongoose = await import('mongoose');
  // A store that is away is answered with 503 within two seconds, so nothing may wait longer for it. Whether it is there is
  // asked twice a second: a black hole, which says nothing, is known after 1.5 s, and whoever waits in it is told at once.
  const options = {
    heartbeatFrequencyMS: 500,
    connectTimeoutMS: 1000,
    serverSelectionTimeoutMS: 450,
    socketTimeoutMS: 30_000,
    bufferCommands: false,
    autoIndex: false,
  };
  return untilItAnswers('document store', () => mongoose.default.createConnection(mongo, options).asPromise(), say);
};

const refused = (error: unknown): unknown => {
  if (error instanceof StoreHeld || error instanceof StoreFileRefused || error instanceof DocumentFileRefused)
    return new StoresRefused(error.message, { cause: error });
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
    return new StoresRefused(`The data folder cannot be used (${code}): ${path}`);
  return error;
};
