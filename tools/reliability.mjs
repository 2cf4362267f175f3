// `npm run test:reliability [-- --long] [-- suite …]`: what page 70 promises, broken on purpose. Each suite is a process of
// its own, with a time of its own after which it is ended; the last line counts all checks.
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, tidyAtEnd } from './programs.mjs';
import { build, install, refuseOldNode, root } from './setup.mjs';

const long = process.argv.includes('--long');
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));

/**
 * Name, the most minutes that it may take (short, long), and whether it runs alone: where what is found depends on time, nothing
 * else runs beside it; the others run two at a time, those that take longest first. 0 is for the long form, or by name.
 */
const SUITES = [
  ['kills', 12, 60],
  ['store-kills', 5, 60],
  ['stores-away', 5, 25],
  ['hostile-requests', 10, 30],
  ['tenants-never-meet', 4, 4],
  ['same-request-twice', 4, 10],
  ['several-workers', 4, 15],
  ['agent-streams', 3, 6],
  ['torn-files', 4, 15],
  ['clocks', 4, 10],
  ['addresses', 3, 5],
  ['full-disk', 3, 5],
  ['hostile-receivers', 4, 15, 'alone'],
  ['overload', 3, 15, 'alone'],
  ['half-load', 0, 60, 'alone'],
  ['seeded-faults', 0, 30, 'alone'],
];
/** They need Java and Maven (`tools/wire-mongo`); `--without-servers` leaves them out, and says so. */
const ON_SERVERS = ['stores-away', 'several-workers', 'agent-streams'];
/** `--until=MS` (of the epoch): no suite begins after it. For CI, which ends at a time whatever the machine does. */
const until = Number(process.argv.find((word) => word.startsWith('--until='))?.slice(8) ?? Infinity);
const tooLate = [];
const leftOut = process.argv.includes('--without-servers') ? ON_SERVERS : [];
const chosen = SUITES.filter(([name, short]) => !leftOut.includes(name) && (asked.length > 0 ? asked.includes(name) : long || short > 0));
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
const tidy = tidyAtEnd(scratch);

/** Runs one suite; while others run beside it, what it said is printed at its end. */
const run = async (name, minutes) => {
  const file = join('test/reliability', `${name}.mjs`);
  if (!existsSync(file)) return { said: '', code: 1 };
  const hear = (text) => atOnce === 1 && process.stdout.write(text);
  return runProgram(file, long ? ['--long'] : [], { minutes, env: { CAUSEWAY_TEST_DIST: dist }, hear });
};

const runAndCount = async ([name, short, page]) => {
  if (Date.now() > until) return tooLate.push(name);
  const { said, code } = await run(name, long || short === 0 ? page : short);
  if (atOnce > 1) process.stdout.write(said);
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(said) ?? [null, 0, 0];
  total.passed += Number(passed);
  // A suite that did not come to its last line, or ended badly with none failed, counts as one failure.
  total.failed += Number(failed) || (code === 0 ? 0 : 1);
  const last = said.trimEnd().split('\n').at(-1);
  lines.push(last.startsWith(`${name}:`) ? last : `${name}: did not come to its end; 0 passed, 1 failed`);
  console.log('');
};

let atOnce = 2;
const beside = chosen.filter(([, , , alone]) => !alone);
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (beside.length > 0) await runAndCount(beside.shift());
  }),
);
atOnce = 1;
for (const one of chosen.filter(([, , , alone]) => alone)) await runAndCount(one);
tidy();
console.log(lines.join('\n'));
if (leftOut.length > 0) console.log(`Left out, because they need Java and Maven: ${leftOut.join(', ')}.`);
if (tooLate.length > 0) console.log(`Left out, because the time was up: ${tooLate.join(', ')}.`);
console.log(`\n${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
