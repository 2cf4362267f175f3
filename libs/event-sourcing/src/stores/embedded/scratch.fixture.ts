import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, Statement } from '@causeway/sqlite';
import type { EventStore } from '../../event-store';
import type { Stored } from '../../model';
import { EmbeddedEventStore } from './embedded-event-store';

const folders: string[] = [];

/** A data folder of its own, gone after the test that asked for it. */
export const scratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-store-'));
  folders.push(folder);
  return folder;
};

export const scratchFile = (): string => join(scratchFolder(), 'events.db');

export const removeScratch = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

export const everything = async (store: EventStore): Promise<Stored[]> => {
  const facts: Stored[] = [];
  for (let after = 0; ; ) {
    const stretch = await store.readAll({ after, categories: [], limit: 1_000 });
    facts.push(...stretch.facts);
    if (stretch.caughtUp) return facts;
    after = stretch.position;
  }
};

/** Behind the store's walls: its connection, and the statement that commits, to make them fail. */
export const insidesOf = (store: EmbeddedEventStore) => store as unknown as { db: Database; writer: { commit: Pick<Statement, 'run'> } };
