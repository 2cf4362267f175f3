// `npm run test:reliability [-- --long] [-- suite …]`: what page 70 promises, broken on purpose. Each suite is a process of
// its own, with a time of its own after which it is ended; the last line counts all checks.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, install, refuseOldNode } from './setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const long = process.argv.includes('--long');
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));

/** Name, and the most minutes that it may take: short, long. Those that find most come first; 0 is for the long form, or by name. */
const SUITES = [
  ['tenants-never-meet', 4, 4],
  ['same-request-twice', 3, 10],
  ['addresses', 3, 5],
  ['hostile-requests', 5, 20],
  ['stores-away', 5, 25],
  ['full-disk', 3, 5],
  ['several-workers', 4, 15],
  ['agent-streams', 3, 6],
  ['hostile-receivers', 4, 15],
  ['kills', 6, 60],
  ['torn-files', 4, 15],
  ['clocks', 4, 10],
  ['overload', 3, 12],
  ['seeded-faults', 0, 20],
];
const chosen = SUITES.filter(([name, short]) => (asked.length > 0 ? asked.includes(name) : long || short > 0));
const unknown = asked.filter((name) => !SUITES.some(([known]) => known === name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}; there are ${SUITES.map(([name]) => name).join(', ')}.`);
  process.exit(2);
}

refuseOldNode();
process.chdir(root);
await install();
await build({ always: false });
// A build beside this run must not change what is tested in the middle of it.
mkdirSync('.cache', { recursive: true });
const scratch = mkdtempSync(join(root, '.cache', 'reliability-'));
const dist = join(scratch, 'dist');
cpSync(join(root, 'dist'), dist, { recursive: true });

const started = Date.now();
const total = { passed: 0, failed: 0 };
const lines = [];
let current = null;
const tidy = () => {
  if (current?.pid) {
    try {
      process.kill(-current.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  }
  rmSync(scratch, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    tidy();
    process.exit(1);
  });

/** Runs one suite in a group of processes of its own, so that nothing that it started outlives it. */
const run = (name, minutes) =>
  new Promise((resolve) => {
    const file = join('test/reliability', `${name}.mjs`);
    if (!existsSync(file)) return resolve({ said: '', code: 1 });
    current = spawn(process.execPath, [file, ...(long ? ['--long'] : [])], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, CAUSEWAY_TEST_DIST: dist },
    });
    const late = setTimeout(() => process.kill(-current.pid, 'SIGKILL'), minutes * 60_000);
    let said = '';
    current.stdout.on('data', (text) => {
      process.stdout.write(text);
      said = (said + text).slice(-4000);
    });
    current.once('close', (code) => {
      clearTimeout(late);
      try {
        process.kill(-current.pid, 'SIGKILL');
      } catch {
        // It left nothing behind.
      }
      resolve({ said, code });
    });
  });

for (const [name, short, page] of chosen) {
  const { said, code } = await run(name, long || short === 0 ? page : short);
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(said) ?? [null, 0, 0];
  total.passed += Number(passed);
  // A suite that did not come to its last line, or ended badly with none failed, counts as one failure.
  total.failed += Number(failed) || (code === 0 ? 0 : 1);
  lines.push(
    said.trimEnd().split('\n').at(-1).startsWith(name)
      ? said.trimEnd().split('\n').at(-1)
      : `${name}: did not come to its end; 0 passed, 1 failed`,
  );
  console.log('');
}
tidy();
console.log(lines.join('\n'));
console.log(`\n${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
