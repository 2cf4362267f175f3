// The stores of the scaled-out platform, each behind a stretch of network that can be made bad: the EventStoreDB double and a
// server that speaks MongoDB's protocol.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Process, ROOT, settingsOf } from './platform.mjs';

const { startProxy } = createRequire(import.meta.url)(join(ROOT, 'test/eventstoredb-double/proxy.cjs'));

/** What a program says on standard output before it is of use. */
const spoken = (child, pattern, name) =>
  new Promise((resolve, reject) => {
    let [said, complaint] = ['', ''];
    child.stderr.on('data', (text) => {
      complaint += text;
    });
    child.stdout.on('data', (text) => {
      said += text;
      const found = pattern.exec(said);
      if (found) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${complaint}`)));
  });

/** Both servers and a proxy before each; `events` and `documents` are the proxies. Throws with a sentence where Java or Maven is missing. */
export const startStores = async (cleanup) => {
  const folder = mkdtempSync(join(tmpdir(), 'reliability-stores-'));
  cleanup(() => rmSync(folder, { recursive: true, force: true }));
  const server = (args) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    cleanup(
      () =>
        new Promise((resolve) =>
          child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) && child.kill('SIGTERM') : resolve(),
        ),
    );
    return child;
  };
  const double = server([join(ROOT, 'test/eventstoredb-double/main.cjs'), '--file', join(folder, 'double.jsonl')]);
  const eventsPort = Number(await spoken(double, /"port":(\d+)/, 'The EventStoreDB double'));
  const port = await freePort();
  await spoken(
    server([join(ROOT, 'tools/wire-mongo/start.mjs'), '--port', String(port)]),
    /ready (mongodb:\/\/\S+)/,
    'The MongoDB-speaking server',
  );
  const [events, documents] = [await startProxy(eventsPort), await startProxy(port)];
  cleanup(() => Promise.all([events.close(), documents.close()]));
  const settings = {
    CAUSEWAY_EVENT_STORE: events.connectionString,
    CAUSEWAY_MONGO: `mongodb://127.0.0.1:${documents.port}/reliability_${randomBytes(5).toString('hex')}?directConnection=true`,
    CAUSEWAY_MASTER_KEY: randomBytes(32).toString('base64'),
  };
  return { events, documents, settings, folder, double };
};

/** One process of a platform on those stores; its role and its preloads as told. */
export const startRole = async (cleanup, stores, role, more = {}, options = {}) => {
  const one = new Process(
    await settingsOf({ ...stores.settings, CAUSEWAY_ROLE: role, CAUSEWAY_DATA_DIR: stores.folder, ...more }),
    options,
  );
  cleanup(() => one.kill());
  one.launch();
  // A store that is slow on this busy machine ends a start with 1; whoever runs a platform starts it again.
  for (
    let n = 0;
    n < 3 &&
    !options.together &&
    !(await one.ready().then(
      () => true,
      () => false,
    ));
    n++
  )
    one.launch();
  // An api alone is never ready: its read models are brought up to date by a worker.
  if (!options.together) await one.ready();
  return one;
};
