import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../../testing/event-store.contract';
import { EmbeddedEventStore } from '.';

eventStoreContract('The embedded store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-store-'));
  const file = join(folder, 'events.db');
  let store = EmbeddedEventStore.open(file);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = EmbeddedEventStore.open(file);
      return store;
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
