// node tools/wire-mongo/start.mjs --port N [--file F]: a server that speaks MongoDB's wire protocol, for the contract tests
// where MongoDB itself cannot be had. Fetched with Maven on first use; prints `ready mongodb://…` and runs until it is told to stop.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '..', '..', '.cache', 'wire-mongo');
const libraries = join(cache, 'lib');

const stop = (sentence) => {
  console.error(sentence);
  process.exit(1);
};
const has = (program, flag) => spawnSync(program, [flag], { stdio: 'ignore' }).status === 0;

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, file: { type: 'string' } } });
if (!/^\d+$/.test(values.port)) stop(`--port must be a number, not ${values.port}.`);
if (!has('java', '-version')) stop('Java 11 or newer is needed to run the wire server, and there is none on the PATH.');

if (!existsSync(libraries)) {
  if (!has('mvn', '-v')) stop('Maven is needed once to fetch the wire server, and there is none on the PATH.');
  const half = join(cache, `lib-${process.pid}`);
  mkdirSync(cache, { recursive: true });
  const fetched = spawnSync('mvn', ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${half}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (fetched.status !== 0) {
    rmSync(half, { recursive: true, force: true });
    stop('Maven could not fetch the wire server.');
  }
  // A run that was broken off leaves nothing that looks complete.
  if (!existsSync(libraries)) renameSync(half, libraries);
}

const file = values.file ? [values.file] : [];
const server = spawn('java', ['-Xmx512m', '-cp', join(libraries, '*'), join(here, 'Serve.java'), values.port, ...file], {
  stdio: ['ignore', 'inherit', 'pipe'],
});
// Its logging library says only that it found nobody to log to.
server.stderr.on('data', (text) => String(text).startsWith('SLF4J') || process.stderr.write(text));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGTERM'));
process.on('exit', () => server.kill('SIGKILL'));
server.on('exit', (code, signal) => process.exit(signal === 'SIGTERM' ? 0 : (code ?? 1)));
