// Torn files (spec 70): a store cut short or with a bit flipped opens as a prefix of what was recorded, or is refused with a
// sentence. Files of a real platform; the rest of the store's own kills and cuts are its specs in libs/event-sourcing.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { made } from './kit/http.mjs';
import { buy, openMarket } from './kit/market.mjs';
import { DIST, startPlatform } from './kit/platform.mjs';
import { each, seeded, suite } from './kit/suite.mjs';

const [CUTS, FLIPS] = [500, 200];

await suite('torn-files', async ({ check, cleanup, note }) => {
  const require = createRequire(import.meta.url);
  // The store is opened in this process too: a seeded fault is put in here as well.
  if (process.env.CAUSEWAY_TEST_FAULT) {
    process.env.CAUSEWAY_TEST_DIST ??= DIST;
    require('./faults/faults.cjs');
  }
  const { EmbeddedEventStore, StoreFileRefused } = require(join(DIST, 'libs/event-sourcing/src/stores/embedded'));
  const { openStoreFile } = require(join(DIST, 'libs/event-sourcing/src/stores/embedded/opening'));
  const platform = await startPlatform(cleanup);
  const { customer, productId } = await openMarket(platform.url);
  await each(Array(150).fill(0), 8, () => made(buy(customer, productId)));
  const scratch = mkdtempSync(join(tmpdir(), 'reliability-torn-'));
  cleanup(() => rmSync(scratch, { recursive: true, force: true }));
  const file = join(platform.folder, 'events.db');
  // Killed, so that the newest writes stand in the write-ahead log alone.
  await platform.kill();
  const [main, log] = [readFileSync(file), existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : Buffer.alloc(0)];
  const random = seeded(70);
  let copies = 0;

  /** What a torn copy says: its facts as text, or null when it was refused with a sentence. */
  const said = async (tear) => {
    const copy = join(scratch, `${copies++}.db`);
    writeFileSync(copy, main);
    writeFileSync(`${copy}-wal`, log);
    tear(copy);
    let store;
    try {
      store = EmbeddedEventStore.open(copy);
      const facts = [];
      for (let after = 0; ; ) {
        const stretch = await store.readAll({ after, categories: [], limit: 1_000 });
        facts.push(...stretch.facts.map((fact) => JSON.stringify(fact)));
        if (stretch.caughtUp) break;
        after = stretch.position;
      }
      return facts;
    } catch (error) {
      assert.ok(error instanceof StoreFileRefused, `not a sentence but ${error.stack}`);
      assert.match(error.message, /^The store [^\n]*\.$/);
      return null;
    } finally {
      await store?.close();
      for (const end of ['', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true });
    }
  };
  const whole = await said(() => undefined);
  const isPrefix = (facts) => facts.every((fact, at) => fact === whole[at]);
  const tally = { opened: 0, refused: 0 };
  const judge = async (tear, what) => {
    const facts = await said(tear);
    if (facts === null) tally.refused++;
    else {
      tally.opened++;
      assert.ok(isPrefix(facts), `${what}: reads what was never recorded`);
    }
  };

  await check('it is opened so that a commit has reached the disk when it returns', () => {
    const copy = join(scratch, 'whole.db');
    writeFileSync(copy, main);
    writeFileSync(`${copy}-wal`, log);
    const db = openStoreFile(copy, false);
    const told = (name) => Object.values(db.prepare(`PRAGMA ${name}`).get())[0];
    const [journal, synchronous] = [told('journal_mode'), told('synchronous')];
    db.close();
    // 2 is FULL: with a write-ahead log, that is flushed at each commit (sqlite.org/pragma.html#pragma_synchronous).
    assert.deepEqual([journal, synchronous], ['wal', 2]);
  });
  await check('untouched, it reads whole after the kill', () => assert.ok(whole.length > 300, `${whole.length} facts`));
  await check(`${CUTS} cuts of the file or its write-ahead log: a prefix, or refused with a sentence`, async () => {
    for (let n = 0; n < CUTS; n++) {
      const ofLog = n % 2 === 0 && log.length > 0;
      const at = Math.floor(random() * (ofLog ? log.length : main.length));
      await judge((copy) => truncateSync(ofLog ? `${copy}-wal` : copy, at), `cut at ${at}`);
    }
  });
  await check(`${FLIPS} flipped bits: never read as true`, async () => {
    for (let n = 0; n < FLIPS; n++) {
      const ofLog = n % 2 === 0 && log.length > 0;
      const bytes = Buffer.from(ofLog ? log : main);
      const at = Math.floor(random() * bytes.length);
      bytes[at] ^= 1 << Math.floor(random() * 8);
      await judge((copy) => writeFileSync(ofLog ? `${copy}-wal` : copy, bytes), `bit flipped at ${at}`);
    }
  });
  await check('both came to pass', () => {
    note(`${whole.length} facts in ${main.length + log.length} bytes, ${tally.opened} opened, ${tally.refused} refused`);
    assert.ok(tally.opened > 0 && tally.refused > 0);
  });
  await check('a platform on a store cut short says so in one sentence and ends with 1', async () => {
    copyFileSync(file, join(scratch, 'kept.db'));
    truncateSync(file, Math.floor(statSync(file).size / 2));
    rmSync(`${file}-wal`, { force: true });
    platform.output = '';
    const code = await platform.launch().ended;
    assert.equal(code, 1);
    assert.match(platform.output, /The store .*\.\n/);
    assert.doesNotMatch(platform.output, /\n\s+at /);
  });
});
