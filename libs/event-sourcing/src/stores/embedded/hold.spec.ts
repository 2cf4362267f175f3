import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedEventStore, holdDataFolder, StoreHeld } from '.';
import { removeScratch, scratchFolder } from './scratch.fixture';

const LOADER = join(__dirname, '../../../../../tools/typescript.cjs');

describe('holding a data folder', () => {
  let folder: string;
  let children: ChildProcess[];
  beforeEach(() => {
    folder = scratchFolder();
    children = [];
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    removeScratch();
  });

  /** Another process that holds the folder until it is killed. */
  const otherPlatform = async () => {
    const program = `require(${JSON.stringify(LOADER)});
      require(${JSON.stringify(join(__dirname, 'hold.ts'))}).holdDataFolder(${JSON.stringify(folder)});
      console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout!, 'data');
    return child;
  };
  const refusal = (attempt: () => unknown) => {
    try {
      attempt();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('lets nobody else in this process have it', () => {
    const held = holdDataFolder(folder);
    expect(refusal(() => holdDataFolder(folder))).toMatchObject({ name: 'StoreHeld', pid: process.pid });
    expect(refusal(() => EmbeddedEventStore.open(join(folder, 'events.db')))).toBeInstanceOf(StoreHeld);
    held.release();
  });
  it('can be released, and twice, and held again', () => {
    const held = holdDataFolder(folder);
    held.release();
    held.release();
    holdDataFolder(folder).release();
  });
  it('makes the folder, closed to others', () => {
    holdDataFolder(join(folder, 'new', 'data')).release();
    expect(statSync(join(folder, 'new', 'data')).mode & 0o777).toBe(0o700);
  });
  it('names the other process that has it', async () => {
    const other = await otherPlatform();
    const error = refusal(() => holdDataFolder(folder));
    expect(error).toMatchObject({ name: 'StoreHeld', pid: other.pid });
    expect((error as Error).message).toContain(`process ${other.pid}`);
    // Having looked does not loosen the other's hold.
    expect(refusal(() => holdDataFolder(folder))).toBeInstanceOf(StoreHeld);
  });
  it('is free as soon as the other was killed', async () => {
    const other = await otherPlatform();
    other.kill('SIGKILL');
    await once(other, 'exit');
    holdDataFolder(folder).release();
  });
  it('keeps another process out while this one holds it, also after a second attempt here', async () => {
    const held = holdDataFolder(folder);
    expect(refusal(() => holdDataFolder(folder))).toBeInstanceOf(StoreHeld);
    const program = `require(${JSON.stringify(LOADER)});
      try { require(${JSON.stringify(join(__dirname, 'hold.ts'))}).holdDataFolder(${JSON.stringify(folder)}); console.log('held'); }
      catch (error) { console.log(error.name + ' ' + error.pid); }`;
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [said] = await once(child.stdout!, 'data');
    expect(String(said).trim()).toBe(`StoreHeld ${process.pid}`);
    held.release();
  });
  it('does not mind rubbish that a crash left in the lock file', () => {
    writeFileSync(join(folder, 'platform.lock'), 'rubbish'.repeat(1_000));
    holdDataFolder(folder).release();
  });
  it('lets a store use a hold that its caller has, and leaves it to the caller', async () => {
    const held = holdDataFolder(folder);
    await EmbeddedEventStore.open(join(folder, 'events.db'), { held }).close();
    expect(refusal(() => holdDataFolder(folder))).toBeInstanceOf(StoreHeld);
    held.release();
  });
  it('lets go when the store is closed, and when it could not be opened', async () => {
    const file = join(folder, 'events.db');
    await EmbeddedEventStore.open(file).close();
    writeFileSync(file, 'no database at all'.repeat(100));
    expect(() => EmbeddedEventStore.open(file)).toThrow('is not a database');
    holdDataFolder(folder).release();
  });
});
