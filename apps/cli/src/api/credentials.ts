import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** What `causeway login` keeps: for its owner's eyes only. */
export type Credentials = Readonly<{ url: string; clientId: string; clientSecret: string }>;

const file = () => join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'causeway', 'login.json');

export const kept = (): Credentials | null => {
  try {
    return JSON.parse(readFileSync(file(), 'utf8')) as Credentials;
  } catch {
    return null;
  }
};

export const keep = (credentials: Credentials): string => {
  const path = file();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return path;
};
