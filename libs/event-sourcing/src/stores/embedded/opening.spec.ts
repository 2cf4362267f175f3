import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@causeway/sqlite';
import type { Stored } from '../../model';
import { proposed, several } from '../../testing/event-store.contract-kit';
import { EmbeddedEventStore, StoreFileRefused } from '.';
import { everything, insidesOf, removeScratch, scratchFile, scratchFolder } from './scratch.fixture';

const refusalOf = (file: string, options = {}): StoreFileRefused => {
  try {
    EmbeddedEventStore.open(file, options);
  } catch (error) {
    return error as StoreFileRefused;
  }
  throw new Error(`${file} was opened.`);
};

describe('opening a store file', () => {
  afterEach(removeScratch);

  const filled = async (appends = 60): Promise<{ file: string; facts: Stored[] }> => {
    const file = scratchFile();
    const store = EmbeddedEventStore.open(file);
    for (let n = 0; n < appends; n++)
      await store.append(`order-${n % 13}.${n}`, 'none', [proposed({ n, text: `text ${n}`.repeat(20) }), ...several(2)]);
    const facts = await everything(store);
    await store.close();
    return { file, facts };
  };
  const copyOf = (file: string) => {
    const copy = scratchFile();
    copyFileSync(file, copy);
    return copy;
  };
  const expectRefusal = (file: string, reason: RegExp) => {
    const error = refusalOf(file);
    expect(error).toBeInstanceOf(StoreFileRefused);
    expect(error.message).toMatch(reason);
    expect(error.message).toMatch(/^The store [^\n]*\.$/);
    expect(error.message).toContain(file);
  };

  it('makes a new one, and opens it again', async () => {
    const { file, facts } = await filled(3);
    const store = EmbeddedEventStore.open(file);
    expect(await everything(store)).toEqual(facts);
    await store.close();
  });
  it('makes an empty file a store', async () => {
    const file = scratchFile();
    writeFileSync(file, '');
    const store = EmbeddedEventStore.open(file);
    await store.append('a-1', 'none', [proposed()]);
    await store.close();
    expect(statSync(file).size).toBeGreaterThan(0);
  });
  it('leaves nothing in the write-ahead log when it is closed', async () => {
    const { file } = await filled(3);
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });
  it.each([1, 50, 400, 5_000])('refuses %i bytes of something else, and leaves them', (bytes) => {
    const file = scratchFile();
    const text = 'x'.repeat(bytes);
    writeFileSync(file, text);
    expectRefusal(file, /is not a database/);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
  it('refuses a folder', () => {
    const folder = join(scratchFolder(), 'events.db');
    mkdirSync(folder);
    expectRefusal(folder, /cannot be opened|is not a database/);
  });
  it("refuses another program's database, and leaves it", () => {
    const file = scratchFile();
    const db = connect(file);
    db.exec('CREATE TABLE theirs (a)');
    db.close();
    const before = readFileSync(file);
    expectRefusal(file, /another program/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
  it('refuses the file of a newer version', async () => {
    const { file } = await filled(3);
    const db = connect(file);
    db.exec('PRAGMA user_version = 7');
    db.close();
    expectRefusal(file, /newer version \(format 7, this version reads up to 1\)/);
  });
  it('refuses an empty file beside a write-ahead log that is not', async () => {
    const { file } = await filled(3);
    writeFileSync(`${file}-wal`, readFileSync(file));
    truncateSync(file, 0);
    expectRefusal(file, /write-ahead log/);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  });
  it('refuses a missing file when it may only read', () => {
    expect(refusalOf(scratchFile(), { readOnly: true }).message).toContain('does not exist');
  });
  it('refuses a file cut short anywhere', async () => {
    const { file } = await filled();
    const { size } = statSync(file);
    for (const part of [0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
      const copy = copyOf(file);
      truncateSync(copy, Math.floor(size * part));
      expectRefusal(copy, /cut short|damaged|not a database/);
    }
  });
  it('refuses a log in which a fact is missing or a stream has lost its name', async () => {
    const { file } = await filled();
    for (const harm of [
      'DELETE FROM events WHERE position = 100',
      "UPDATE streams SET name = 'order-x' WHERE id = 3",
      'UPDATE events SET revision = 9 WHERE position = 8',
    ]) {
      const copy = copyOf(file);
      const db = connect(copy);
      db.exec(harm);
      db.close();
      expectRefusal(copy, /is damaged/);
    }
  });
  it('opens a write-ahead log cut short as what was written before', async () => {
    const file = scratchFile();
    const store = EmbeddedEventStore.open(file);
    for (let n = 0; n < 20; n++) await store.append(`a-${n}`, 'none', several(3));
    const facts = await everything(store);
    const copies = [0.2, 0.5, 0.8, 0.99].map((part) => {
      const copy = copyOf(file);
      const log = readFileSync(`${file}-wal`);
      writeFileSync(`${copy}-wal`, log.subarray(0, Math.floor(log.length * part)));
      return copy;
    });
    await store.close();
    for (const copy of copies) {
      const reopened = await openedOrRefused(copy);
      if (reopened) expect(reopened).toEqual(facts.slice(0, reopened.length));
    }
  });
  it('never reads as true what was flipped: refuses, or says so when it is read', async () => {
    const { file, facts } = await filled();
    const { size } = statSync(file);
    let unnoticed = 0;
    for (let flip = 0; flip < 120; flip++) {
      const copy = copyOf(file);
      const bytes = readFileSync(copy);
      const at = Math.floor((flip / 120) * size) + (flip % 7);
      bytes[at] = bytes[at]! ^ (1 << (flip % 8));
      writeFileSync(copy, bytes);
      const read = await openedOrRefused(copy);
      // Unused space between rows may well be flipped without harm.
      if (read) expect(read).toEqual(facts);
      if (read) unnoticed += 1;
    }
    expect(unnoticed).toBeLessThan(120);
  });
  it('finds damage in the middle of a large log when that is read', async () => {
    const { file } = await filled(10);
    const store = EmbeddedEventStore.open(file);
    insidesOf(store).db.exec("UPDATE events SET fact = replace(fact, 'text', 'test') WHERE position = 4");
    await expect(everything(store)).rejects.toThrow(/damaged: what stands at position 4/);
    await store.close();
  });

  /** What the file says, or undefined when it was refused with a sentence, at opening or at reading. */
  const openedOrRefused = async (file: string): Promise<Stored[] | undefined> => {
    let store: EmbeddedEventStore | undefined;
    try {
      store = EmbeddedEventStore.open(file);
      return await everything(store);
    } catch (error) {
      expect(error).toBeInstanceOf(StoreFileRefused);
      return undefined;
    } finally {
      await store?.close();
    }
  };
});
