// What CI runs: everything that `npm test` runs, then what needs more than Node: the document contract and the journeys
// on servers that speak MongoDB's and EventStoreDB's own protocols; then the short form of `npm run test:reliability`.
// The last line counts all tests.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const results = join(root, '.cache', 'results');
mkdirSync(results, { recursive: true });

const run = (program, args, env = {}) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('exit', (code) => resolve(code ?? 1));
  });
const count = { passed: 0, failed: 0 };
const jest = async (name, paths, env) => {
  const file = join(results, `${name}.json`);
  const code = await run(
    process.execPath,
    ['node_modules/jest/bin/jest.js', ...paths, '--json', `--outputFile=${file}`, '--runInBand'],
    env,
  );
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  count.passed += numPassedTests;
  count.failed += numFailedTests + numRuntimeErrorTestSuites;
  if (code !== 0 && numFailedTests + numRuntimeErrorTestSuites === 0) count.failed++;
};
const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Starts the server that speaks MongoDB's protocol; null, with a sentence, where it cannot be had. */
const wireServer = async () => {
  const server = spawn(process.execPath, ['tools/wire-mongo/start.mjs', '--port', String(await freePort())], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  server.stderr.on('data', (text) => (complaint += text));
  const url = await new Promise((resolve) => {
    let said = '';
    server.stdout.on('data', (text) => {
      said += text;
      const ready = /ready (mongodb:\/\/\S+)/.exec(said);
      if (ready) resolve(ready[1]);
    });
    server.once('exit', () => resolve(null));
  });
  return url ? { url, stop: () => server.kill('SIGTERM') } : { url: null, complaint: complaint.trim(), stop: () => undefined };
};

const started = Date.now();
/** Runs a program whose last line counts: `N passed, N failed`. */
const counted = async (program, args) => {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => {
    process.stdout.write(text);
    said = (said + text).slice(-1000);
  });
  const code = await new Promise((resolve) => child.once('close', (ended) => resolve(ended ?? 1)));
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(said) ?? [null, 0, 1];
  count.passed += Number(passed);
  count.failed += code !== 0 && Number(failed) === 0 ? 1 : Number(failed);
};
await counted('npm', ['test']);

let without = '';
const mongo = await wireServer();
if (mongo.url) {
  const env = { CAUSEWAY_TEST_MONGO: mongo.url };
  await jest('documents', ['libs/embedded-mongo/src/documents.spec.ts'], env);
  await jest(
    'scaled-out',
    [
      ...['first-hour', 'orders', 'agents', 'crash', 'product-integration.spec', 'product-integration-contract'].map(
        (name) => `test/journeys/${name}`,
      ),
      'test/support/timeline',
    ],
    { ...env, CAUSEWAY_TEST_SCALED: '1' },
  );
  mongo.stop();
} else without = `The part that needs the MongoDB-speaking server did not run: ${mongo.complaint.split('\n').at(-1)}`;

// CI ends after 25 minutes: on a slow day the last suites are left out, by name, and nothing is cut off in the middle.
await counted(process.execPath, [
  'tools/reliability.mjs',
  `--until=${started + 20.5 * 60_000}`,
  ...(mongo.url ? [] : ['--without-servers']),
]);

console.log(`\n${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${count.passed} passed, ${count.failed} failed`);
if (without) console.log(without);
process.exit(count.failed === 0 ? 0 : 1);
