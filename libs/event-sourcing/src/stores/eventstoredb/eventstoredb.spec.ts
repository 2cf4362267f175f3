import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDouble } from '../../../../../test/eventstoredb-double/index.cjs';
import { eventStoreContract } from '../../testing/event-store.contract';
import { EventStoreDbStore } from '.';

eventStoreContract('EventStoreDbStore on the double', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'double-'));
  const file = join(folder, 'log.jsonl');
  let double = await startDouble({ file });
  let store = EventStoreDbStore.connect(double.connectionString);
  const stop = async () => {
    await store.close();
    await double.close();
  };
  return {
    store,
    reopen: async () => {
      await stop();
      double = await startDouble({ port: double.port, file });
      store = EventStoreDbStore.connect(double.connectionString.replace('esdb:', 'kurrentdb:'));
      return store;
    },
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
});

/** `CAUSEWAY_TEST_EVENT_STORE=esdb://…` runs the same promises against that server; what it holds stays. */
const real = process.env['CAUSEWAY_TEST_EVENT_STORE'];
if (real) {
  eventStoreContract('EventStoreDbStore on a real server', async () => {
    let store = EventStoreDbStore.connect(real);
    return {
      store,
      reopen: async () => {
        await store.close();
        store = EventStoreDbStore.connect(real);
        return store;
      },
      close: () => store.close(),
    };
  });
}
