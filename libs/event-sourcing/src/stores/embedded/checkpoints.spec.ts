import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { connect, type Database, pragma } from '@causeway/sqlite';
import { Checkpoints } from './checkpoints';
import { openStoreFile } from './opening';
import { removeScratch, scratchFile } from './scratch.fixture';

const THREAD = join(__dirname, '../../../../../dist/libs/event-sourcing/src/stores/embedded/checkpoint-thread.js');
const MIB = 1024 * 1024;

describe('checkpoints', () => {
  let file: string;
  let db: Database;
  let checkpoints: Checkpoints;
  let position = 0;
  beforeEach(() => {
    file = scratchFile();
    db = openStoreFile(file, false);
    checkpoints = new Checkpoints(db, file, THREAD, 400);
    position = 0;
  });
  afterEach(async () => {
    await checkpoints.end();
    db.close();
    removeScratch();
  });

  const fact = { text: 'x'.repeat(40_000) };
  const commit = (): void => {
    position += 1;
    db.prepare('INSERT INTO events VALUES (?, 1, ?, 1, 0, ?)').run(position, position, fact.text);
    checkpoints.committed([fact]);
  };
  const thread = () => (checkpoints as unknown as { thread?: Worker }).thread;
  const autocheckpoint = () => pragma(db, 'wal_autocheckpoint');
  const facts = () => db.prepare('SELECT count(*) AS n, sum(length(fact)) AS characters FROM events').get();

  it('begin no thread before there is much to copy', () => {
    commit();
    expect([thread(), autocheckpoint()]).toEqual([undefined, 1000]);
  });

  it('keep the log short while facts go on coming, and lose none', async () => {
    for (let i = 0; i < 3_000; i++) {
      commit();
      if (i % 4 === 0) await sleep(1);
    }
    expect(autocheckpoint()).toBe(8000);
    // 120 MB went through it. Copied only by the connection that commits, it would be 32 MiB long.
    expect(statSync(`${file}-wal`).size).toBeLessThan(24 * MIB);
    await checkpoints.end();
    expect(thread()).toBeUndefined();
    db.close();
    db = connect(file);
    expect({ ...facts() }).toEqual({ n: 3_000, characters: 120_000_000 });
  });

  it('end while the thread copies', async () => {
    for (let i = 0; i < 60; i++) commit();
    expect(thread()).toBeDefined();
    await checkpoints.end();
    expect(pragma(db, 'wal_checkpoint(TRUNCATE)')).toBe(0);
    expect(statSync(`${file}-wal`).size).toBe(0);
  });

  it('go back to the connection that commits when the thread has died', async () => {
    for (let i = 0; i < 60; i++) commit();
    await thread()!.terminate();
    expect([thread(), autocheckpoint()]).toEqual([undefined, 1000]);
    for (let i = 0; i < 600; i++) commit();
    expect(thread()).toBeUndefined();
    expect(statSync(`${file}-wal`).size).toBeLessThan(8 * MIB);
    expect({ ...facts() }).toEqual({ n: 660, characters: 660 * 40_000 });
  });
});
