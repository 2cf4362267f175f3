// `npm run bench [-- names …] [-- --json] [-- --quick] [-- --report] [-- --most N]`: the platform beside its peers and the
// machine's own limit, one bench after the other. What each found is kept in .cache/bench/results.json as it comes, so one
// that fails loses no other. `npm run bench:report` does the same and writes docs/performance.html and the table in
// docs/performance.md; `-- --from FILE` writes them from an earlier run.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram, tidyAtEnd } from './programs.mjs';
import { build, fail, install, refuseOldNode, root, run } from './setup.mjs';

/** Name and the most minutes that it may take. */
const BENCHES = [
  ['append', 5],
  ['rebuild', 8],
  ['deliver', 6],
  ['project', 5],
  ['http', 3],
  ['product-host', 6],
  ['boot', 4],
  ['growth', 10],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    report: { type: 'boolean' },
    from: { type: 'string' },
    most: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !BENCHES.some(([known]) => known === name));
if (unknown.length > 0) fail(`There is no bench ${unknown.join(', ')}; there are ${BENCHES.map(([name]) => name).join(', ')}.`, 2);

refuseOldNode();
process.chdir(root);
const { print, writeReport } = await import('../test/bench/report.mjs');
if (values.from) {
  writeReport(JSON.parse(readFileSync(values.from, 'utf8')), root);
  process.exit(0);
}
await install();
await build();
await installPeers();

/** Peers have a lock and packages of their own, so that none of them is ever a part of the product. */
async function installPeers() {
  const folder = join(root, 'test', 'bench');
  const lock = join(folder, 'package-lock.json');
  const stamp = join(folder, 'node_modules', '.package-lock.json');
  const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
  const there = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')).packages : {};
  if (Object.entries(packages).every(([path, { version, optional }]) => path === '' || optional || there[path]?.version === version))
    return;
  process.stderr.write('Installing the peers (once) …\n');
  const { code, output } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    quiet: true,
    cwd: folder,
  });
  if (code !== 0) fail(`The peers could not be installed:\n${output}`);
}

const scratch = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), 'causeway-bench-'));
// PostgreSQL, which is not run as root, finds its way to its own folder in it.
chmodSync(scratch, 0o711);
const tidy = tidyAtEnd(scratch);

/** What one bench found, or null. */
const measured = async (name, minutes) => {
  const more = name === 'growth' && values.most ? ['--most', values.most] : [];
  const args = ['--json', ...(values.quick ? ['--quick'] : []), ...more];
  const late = () => process.stderr.write(`${name}: not done in ${minutes} minutes, ended\n`);
  const { said, code } = await runProgram(join('test', 'bench', `${name}.mjs`), args, { minutes, env: { TMPDIR: scratch }, late });
  try {
    return code === 0 ? JSON.parse(said.trim().split('\n').at(-1)) : null;
  } catch {
    return null;
  }
};

mkdirSync(join('.cache', 'bench'), { recursive: true });
const results = join('.cache', 'bench', 'results.json');
// What was found of other benches earlier stays, so that one can be measured again alone.
const earlier = positionals.length > 0 && existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')).benches : {};
const found = { startedOn: new Date().toISOString(), benches: earlier, failed: [] };
for (const [name, minutes] of BENCHES) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const one = await measured(name, values.quick ? minutes : minutes * 2);
  if (one === null) {
    delete found.benches[name];
    found.failed.push(name);
  } else found.benches[name] = one;
  writeFileSync(results, JSON.stringify(found, null, 1));
  if (one !== null) console.log(values.json ? JSON.stringify(one) : `${print(one)}\n`);
}
tidy();
if (values.report) writeReport(found, root);
if (found.failed.length > 0) {
  console.error(`Not measured, for they failed: ${found.failed.join(', ')}.`);
  process.exitCode = 1;
}
