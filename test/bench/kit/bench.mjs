// One bench: its options, its folder, what it found, and how that is printed. Figures are told only when all results were right.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './platform.mjs';
import { stopServers } from './servers.mjs';
import { summary } from './stats.mjs';
import { print } from './text.mjs';

export const require = createRequire(import.meta.url);
require('reflect-metadata');
/** A module of the built platform. */
export const built = (path) => require(join(root, 'dist', path));

const TMPFS = 0x01021994;
const versionOf = (name) => {
  for (const folder of ['test/bench/node_modules', 'node_modules']) {
    try {
      return JSON.parse(readFileSync(join(root, folder, name, 'package.json'), 'utf8')).version;
    } catch {
      // Not in this one.
    }
  }
  return null;
};
const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
};

const said = (error) => {
  if (error.name === 'WrongResult') return `wrong result, so no figure: ${error.message}`;
  return error.name === 'Missing' ? error.message : (error.stack ?? error);
};

/**
 * Runs a bench to its end. `options` are those of `parseArgs`, beside `--json`, `--quick` and `--rounds`; `packages` are the
 * peers whose versions are told. `work` gets {values, quick, rounds, folder, figure, ratio, curve, found, uses}:
 * figure(id, label, unit, values), ratio(id, label, values, {goal, atLeast}), curve(id, label, unit, points),
 * found(sentence). A result that is not right is thrown, and nothing is printed but that.
 */
export const bench = async (name, { options = {}, packages = [], rounds = 5 }, work) => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, rounds: { type: 'string' }, ...options },
  });
  const quick = values.quick === true;
  const say = (line) => process.stderr.write(`${line}\n`);
  const folder = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  const gone = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', gone);
  const told = {
    bench: name,
    quick,
    rounds: Number(values.rounds ?? (quick ? Math.min(3, rounds) : rounds)),
    startedOn: new Date().toISOString(),
    machine: {
      cpus: cpus().length,
      model: cpus()[0]?.model.trim() ?? 'unknown',
      disk: statfsSync(folder).type === TMPFS ? 'memory' : 'disk',
    },
    versions: {
      causeway: commit(),
      node: process.versions.node,
      ...Object.fromEntries(packages.map((one) => [one, versionOf(one)])),
    },
    figures: [],
    ratios: [],
    curves: [],
    found: [],
  };
  if (told.machine.disk === 'memory')
    told.found.push(`${tmpdir()} lies in memory: nothing is forced to a disk. Set TMPDIR to a folder on one.`);
  const tools = {
    values,
    quick,
    rounds: told.rounds,
    folder,
    say,
    uses: (what) => Object.assign(told.versions, what),
    figure: (id, label, unit, measured) => told.figures.push({ id, label, unit, ...summary(measured), values: measured }),
    ratio: (id, label, measured, { goal = null, atLeast = true } = {}) => {
      const one = { id, label, ...summary(measured), goal, atLeast };
      one.met = goal === null ? null : atLeast ? one.median >= goal : one.median <= goal;
      told.ratios.push(one);
    },
    curve: (id, label, unit, points, { ratios, verdict }) => told.curves.push({ id, label, unit, points, ratios, verdict }),
    found: (sentence) => told.found.push(sentence),
  };
  const from = performance.now();
  try {
    await work(tools);
    told.seconds = Math.round((performance.now() - from) / 1000);
    if (values.json) console.log(JSON.stringify(told));
    else console.log(print(told));
  } catch (error) {
    console.error(`${name}: ${said(error)}`);
    process.exitCode = 1;
  }
  // A server that ends cuts the connections of those that a failed bench has left open.
  process.on('uncaughtException', () => undefined);
  await stopServers().catch(() => undefined);
  // What peers left open (pools, timers) must not keep a bench that has ended.
  process.exit();
};
