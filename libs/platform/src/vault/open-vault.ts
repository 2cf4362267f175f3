import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration';
import { ConfigurationFault } from '../config/variables';
import { MongoPersonalKeys } from './mongo-personal-keys';
import type { PersonalKeys } from './personal-keys';
import { SealedVault } from './sealed-vault';
import { SqlitePersonalKeys } from './sqlite-personal-keys';

type Settings = Pick<Configuration, 'dataDir' | 'masterKey' | 'mongo' | 'stage'>;

const CHECK = 'causeway';

/** Opens the vault of this installation; throws `ConfigurationFault` when its data was sealed under another master key. */
export const openVault = async (settings: Settings): Promise<SealedVault> => {
  const folder = join(settings.dataDir, 'keys');
  const master = settings.masterKey ?? generatedKey(folder);
  const personal: PersonalKeys =
    settings.mongo === 'embedded' ? new SqlitePersonalKeys(join(folder, 'personal.db')) : new MongoPersonalKeys(settings.mongo);
  const vault = new SealedVault(master, personal, settings.mongo !== 'embedded');
  const kept = await personal.check(vault.seal(CHECK, 'check'));
  try {
    if (vault.open(kept, 'check') === CHECK) return vault;
  } catch {
    // Told below, in words.
  }
  await vault.close();
  throw new ConfigurationFault(
    settings.masterKey
      ? 'CAUSEWAY_MASTER_KEY is another key than the one under which the data of this installation was sealed: it must be that key, 32 bytes as base64.'
      : `The key in ${join(folder, 'master.key')} is another one than that under which the data of this installation was sealed: put the old file back, or set CAUSEWAY_MASTER_KEY to the old key.`,
  );
};

const generatedKey = (folder: string): Buffer => {
  const file = join(folder, 'master.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    // Written only where there is none: two that start at once end up with the same.
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length === 32) return key;
  throw new ConfigurationFault(`The file ${file} is damaged: it must hold 32 bytes as base64.`);
};
