import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbedded } from '@causeway/embedded-mongo';
import { SoleLeases } from '@causeway/event-sourcing';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import { type Configuration, openVault, type SealedVault } from '@causeway/platform';
import { openStores, type Stores, StoresRefused } from '../../../server/src/stores';

export type OpenStores = Stores & Readonly<{ vault: SealedVault }>;

const WATCHED_MS = 2_500;

const quietly = (): void => undefined;

/** A platform waits for stores that do not answer; a person at a terminal is told. */
const impatient = (line: string): never => {
  throw new StoresRefused(line);
};

/** Only to look, beside a running platform too. */
export const openForReading = async (configuration: Configuration): Promise<OpenStores> => {
  const { dataDir, eventStore, mongo } = configuration;
  // A copy of the keys: opening them would take a lock that the running platform needs.
  const folder = mkdtempSync(join(tmpdir(), 'causeway-keys-'));
  const keys = join(dataDir, 'keys');
  if (existsSync(keys)) cpSync(keys, join(folder, 'keys'), { recursive: true });
  const stores =
    eventStore === 'embedded' && mongo === 'embedded' ? await readEmbedded(dataDir) : await openStores(configuration, impatient);
  const vault = await openVault({ ...configuration, dataDir: folder });
  const close = async () => {
    await vault.close();
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...stores, vault, close };
};

const readEmbedded = async (dataDir: string): Promise<Stores> => {
  const events = EmbeddedEventStore.open(join(dataDir, 'events.db'), { readOnly: true });
  const file = join(dataDir, 'documents.db');
  const documents = existsSync(file) ? await openEmbedded(file, { readOnly: true }) : await openEmbedded(':memory:');
  const close = async () => {
    await documents.close().catch(quietly);
    await events.close().catch(quietly);
  };
  return { events, documents, leases: new SoleLeases(), close };
};

/** As a platform would have them: refused while one runs. */
export const openForWriting = async (configuration: Configuration): Promise<OpenStores> => {
  const stores = await openStores(configuration, impatient);
  try {
    if (configuration.mongo !== 'embedded') await refuseBesideWorkers(stores);
    const vault = await openVault(configuration);
    const close = async () => {
      await vault.close();
      await stores.close();
    };
    return { ...stores, vault, close };
  } catch (error) {
    await stores.leases.close();
    await stores.close();
    throw error;
  }
};

/** Workers raise a number of their own while they live (the kernel's shared leases). */
const refuseBesideWorkers = async ({ documents }: Stores): Promise<void> => {
  const beats = async () =>
    new Map((await documents.collection('workers').find({}).toArray()).map((one) => [String(one['_id']), one['beat'] as number]));
  // Our own is not among the first: it has only just been opened.
  const before = await beats();
  await sleep(WATCHED_MS);
  const after = await beats();
  const alive = [...after].filter(([id, beat]) => before.has(id) && before.get(id) !== beat);
  if (alive.length > 0) throw new StoresRefused('A platform works on these stores: ask it by --url, or stop it first.');
};
