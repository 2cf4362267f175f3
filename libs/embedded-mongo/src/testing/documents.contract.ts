import type { Connection } from 'mongoose';
import { bulkContract } from './bulk.contract';
import { collectionsContract } from './collections.contract';
import { findingContract } from './finding.contract';
import type { Harness } from './harness';
import { unlikeTheWireServer } from './honest.contract';
import { modelsContract } from './models.contract';
import { updatingContract } from './updating.contract';
import { writingContract } from './writing.contract';

export interface Side {
  /** False for the wire server of `tools/wire-mongo`, which lies about a few things (docs: MongoDB in CI). */
  readonly honest: boolean;
}

/** What Causeway asks of a document store; asked of the embedded driver and, through mongoose's own, of MongoDB. */
export function documentsContract(name: string, open: () => Promise<Connection>, side: Side = { honest: true }): void {
  describe(`documents on ${name}`, () => {
    let connection: Connection;
    let used = 0;
    const prefix = `t${Date.now().toString(36)}`;
    beforeAll(async () => {
      connection = await open();
    });
    afterAll(async () => {
      const made = await connection.db!.listCollections().toArray();
      for (const each of made) if (each.name.startsWith(prefix)) await connection.db!.dropCollection(each.name);
      await connection.close();
    });
    const name = () => `${prefix}${++used}`;
    const harness: Harness = { connection: () => connection, name, collection: () => connection.collection(name()) };
    findingContract(harness);
    writingContract(harness);
    updatingContract(harness);
    bulkContract(harness);
    collectionsContract(harness);
    modelsContract(harness);
    if (side.honest) unlikeTheWireServer(harness);
  });
}
