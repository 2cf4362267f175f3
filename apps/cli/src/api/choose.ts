import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ended, NOT_REACHABLE, WRONG_USAGE } from '../ended';
import type { Api } from './api';

export type PlatformOptions = Readonly<{ url?: string; dataDir?: string; json?: boolean }>;

/**
 * Where to ask, in this order: the data folder that was named, the platform that was named (or is in the environment), the
 * stores that the configuration names, the platform of the last login, a data folder in its usual place.
 */
export const connect = async ({ url, dataDir }: PlatformOptions, { writes = false } = {}): Promise<Api> => {
  if (url !== undefined && dataDir !== undefined) throw new Ended(WRONG_USAGE, 'Give --url or --data-dir, not both.');
  const env = process.env;
  const named = url ?? (dataDir === undefined ? env['CAUSEWAY_URL'] : undefined);
  if (named) return remote(named);
  if (dataDir !== undefined || env['CAUSEWAY_DATA_DIR'] || env['CAUSEWAY_EVENT_STORE']) return offline(dataDir, writes);
  const { kept } = await import('./credentials.js');
  const login = kept();
  if (login) return (await import('./remote.js')).RemoteApi.connect(login);
  if (existsSync(join('data', 'events.db'))) return offline(undefined, writes);
  throw new Ended(
    NOT_REACHABLE,
    'No platform is named: set CAUSEWAY_URL, CAUSEWAY_CLIENT_ID and CAUSEWAY_CLIENT_SECRET, run causeway login, or give --data-dir.',
  );
};

const remote = async (url: string): Promise<Api> => {
  const { kept } = await import('./credentials.js');
  const login = kept();
  const same = login?.url.replace(/\/+$/, '') === url.replace(/\/+$/, '') ? login : null;
  const clientId = process.env['CAUSEWAY_CLIENT_ID'] ?? same?.clientId;
  const clientSecret = process.env['CAUSEWAY_CLIENT_SECRET'] ?? same?.clientSecret;
  if (!clientId || !clientSecret)
    throw new Ended(
      NOT_REACHABLE,
      `Nobody is signed in to ${url}: set CAUSEWAY_CLIENT_ID and CAUSEWAY_CLIENT_SECRET, or run causeway login.`,
    );
  return (await import('./remote.js')).RemoteApi.connect({ url, clientId, clientSecret });
};

const offline = async (dataDir: string | undefined, writes: boolean): Promise<Api> => {
  const { OfflineApi } = await import('./offline.js');
  return OfflineApi.open(dataDir ?? null, writes);
};
