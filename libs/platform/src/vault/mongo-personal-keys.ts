import { StoreUnavailable } from '@causeway/event-sourcing';
import { type Connection, createConnection } from 'mongoose';
import { type PersonalKey, PersonalKeys } from './personal-keys';

type Row = { _id: string; keyId: string; sealed: string; madeAt: string };

/** Owners' keys beside the read models, for platforms of many processes. Asked seldom: keys are remembered by who uses them. */
export class MongoPersonalKeys extends PersonalKeys {
  private readonly connection: Connection;

  constructor(uri: string) {
    super();
    this.connection = createConnection(uri, { maxPoolSize: 4, serverSelectionTimeoutMS: 2000, socketTimeoutMS: 5000, autoIndex: false });
    this.connection.on('error', () => undefined);
    // Whoever asks for a key hears of the trouble; the first attempt must not end the process.
    this.connection.asPromise().catch(() => undefined);
  }

  async find(owner: string): Promise<PersonalKey | null> {
    const row = await (await this.rows()).findOne({ _id: owner });
    return row ? { id: row.keyId, sealed: row.sealed } : null;
  }

  async keep(owner: string, key: PersonalKey, at: string): Promise<PersonalKey> {
    const rows = await this.rows();
    await rows
      .updateOne({ _id: owner }, { $setOnInsert: { keyId: key.id, sealed: key.sealed, madeAt: at } }, { upsert: true })
      .catch(onlyDuplicates);
    const kept = await rows.findOne({ _id: owner });
    return kept ? { id: kept.keyId, sealed: kept.sealed } : key;
  }

  async erase(owner: string): Promise<boolean> {
    return (await (await this.rows()).deleteOne({ _id: owner })).deletedCount > 0;
  }

  async eraseOlder(prefix: string, before: string): Promise<readonly string[]> {
    const rows = await this.rows();
    const old = await rows.find({ _id: { $gte: prefix, $lt: `${prefix}\uffff` }, madeAt: { $lt: before } }).toArray();
    if (old.length > 0) await rows.deleteMany({ _id: { $in: old.map((row) => row._id) } });
    return old.map((row) => row._id);
  }

  async check(proposed: string): Promise<string> {
    return (await this.keep('installation', { id: 'check', sealed: proposed }, new Date().toISOString())).sealed;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** The driver's own collection: mongoose's would keep a question back for ten seconds while the server is away. */
  private async rows() {
    try {
      const { db } = await this.connection.asPromise();
      return db!.collection<Row>('personal-keys');
    } catch (error) {
      throw new StoreUnavailable('The store of personal keys does not answer.', { cause: error });
    }
  }
}

const onlyDuplicates = (error: { code?: number }) => {
  if (error.code !== 11000) throw error;
};
