import mongoose from 'mongoose';
import { EmbeddedCollection } from './collection';
import { EmbeddedDb } from './db';
import { unsupported } from './errors';
import { Store } from './store';
import type { StoreOptions } from './store-options';

/** What mongoose keeps of a driver's client. */
class EmbeddedClient {
  constructor(readonly store: Store) {}
  db(name?: string): EmbeddedDb {
    if (name !== undefined && name !== 'embedded') throw unsupported('several databases in one file');
    return new EmbeddedDb(this.store);
  }
  startSession(): never {
    throw unsupported('sessions and transactions', 'guards are filters, batches are idempotent');
  }
  withSession(): never {
    return this.startSession();
  }
  watch(): never {
    throw unsupported('change streams');
  }
  async close(): Promise<void> {
    await this.store.close();
  }
}

// Whatever else the `mongodb` driver's collection can do is refused by its name, not found missing.
const spoken = EmbeddedCollection.prototype as unknown as Record<string, unknown>;
for (const name of Object.getOwnPropertyNames(mongoose.mongo.Collection.prototype)) {
  const { value } = Object.getOwnPropertyDescriptor(mongoose.mongo.Collection.prototype, name)!;
  if (typeof value !== 'function' || name in spoken) continue;
  spoken[name] = () => {
    throw unsupported(`the collection's method "${name}"`);
  };
}

/** The members of mongoose's own connection that a driver sets; its types do not show them. */
interface ConnectionInside {
  client: EmbeddedClient;
  db: EmbeddedDb;
  name: string;
  host: string;
  readyState: number;
  _connectionString: string;
  config: Record<string, unknown>;
  collections: Record<string, { onOpen(): void }>;
  onOpen(): void;
}

type ConnectionClass = new (base: unknown) => object;

/** mongoose's own connection with another client behind it. */
class EmbeddedConnection extends (mongoose.Connection as unknown as ConnectionClass) {
  async createClient(file: string, options: StoreOptions = {}): Promise<this> {
    const inside = this as unknown as ConnectionInside;
    inside.readyState = mongoose.STATES.connecting;
    const client = new EmbeddedClient(new Store(file, options));
    // A reader makes no collections and no indexes.
    if (options.readOnly) Object.assign(inside.config, { autoIndex: false, autoCreate: false });
    Object.assign(inside, { client, db: client.db(), name: 'embedded', host: 'embedded', _connectionString: file });
    inside.onOpen();
    for (const collection of Object.values(inside.collections)) collection.onOpen();
    return this;
  }
}

/** A mongoose of its own, so that connections of the real driver in the same process are not touched. */
export const embeddedMongoose = new mongoose.Mongoose({ createInitialConnection: false } as never);
embeddedMongoose.setDriver({
  Connection: EmbeddedConnection,
  Collection: mongoose.Collection,
  BulkWriteResult: require('mongoose/lib/drivers/node-mongodb-native/bulkWriteResult'),
} as never);

/**
 * Opens the file (made if it is not there) as a mongoose connection. It has one writer; any number of other processes may open it with `readOnly`.
 * `:memory:` is a store that is gone when it is closed.
 */
export async function openEmbedded(file: string, options: StoreOptions = {}): Promise<mongoose.Connection> {
  const connection = embeddedMongoose.createConnection();
  const forget = () => embeddedMongoose.connections.splice(embeddedMongoose.connections.indexOf(connection) >>> 0, 1);
  connection.once('close', forget);
  try {
    await connection.openUri(file, options as never);
  } catch (error) {
    forget();
    throw error;
  }
  return connection;
}
