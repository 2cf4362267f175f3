// A platform in processes of its own: built code, real sockets, a data folder of its own, killed at will.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from './suite.mjs';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
/** The build under test: the runner sets a copy aside, so that a build beside it changes nothing. */
export const DIST = process.env.CAUSEWAY_TEST_DIST ?? join(ROOT, 'dist');
export const OPERATOR = { clientId: 'operator', clientSecret: 'the secret of the reliability suites' };
/** What a preload finds built code by, and the fault that it puts in. */
const FAULT = process.env.CAUSEWAY_TEST_FAULT;
const forPreloads = { CAUSEWAY_TEST_DIST: DIST, ...(FAULT ? { CAUSEWAY_TEST_FAULT: FAULT } : {}) };
const always = FAULT ? [join(ROOT, 'test/reliability/faults/faults.cjs')] : [];

export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** One process of a platform. `env` adds to its settings; `preload` are files that Node requires before ours. */
export class Process {
  output = '';

  constructor(settings, { preload = [], nodeArgs = [] } = {}) {
    this.settings = settings;
    this.args = [...[...always, ...preload].flatMap((file) => ['--require', file]), ...nodeArgs, join(DIST, 'apps/server/src/main.js')];
    this.url = `http://127.0.0.1:${settings.CAUSEWAY_PORT}`;
    this.grpc = `127.0.0.1:${settings.CAUSEWAY_GRPC_PORT}`;
  }

  get pid() {
    return this.child.pid;
  }

  launch(more = {}) {
    const env = { PATH: process.env.PATH, ...forPreloads, ...this.settings, ...more };
    this.child = spawn(process.execPath, this.args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on('data', (chunk) => {
        this.output = (this.output + chunk).slice(-200_000);
      });
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(signal ?? code)));
    return this;
  }

  get over() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async ready(withinMs = 90_000) {
    const end = performance.now() + withinMs;
    for (let answer = null; answer?.status !== 200; await sleep(20)) {
      if (this.over) throw new Error(`The platform ended with ${this.child.exitCode}:\n${this.output}`);
      if (performance.now() > end) throw new Error(`The platform was not ready in time:\n${this.output}`);
      answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(3000) }).catch(() => null);
      await answer?.arrayBuffer().catch(() => null);
    }
    return this;
  }

  async kill(signal = 'SIGKILL') {
    if (!this.child || this.over) return this.child?.exitCode;
    this.child.kill(signal);
    return this.ended;
  }

  /** Resident memory in MB. */
  get memory() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]) / 1024;
  }

  /** What is left in memory after a collection, as heap.cjs prints it; needs that preload. */
  async collected() {
    const from = this.output.length;
    this.child.kill('SIGUSR2');
    const found = () => /heap (\d+) external (\d+) resident (\d+)/.exec(this.output.slice(from));
    for (let n = 0; n < 400 && !found(); n++) await sleep(25);
    const [, heap, external, resident] = (found() ?? []).map(Number);
    return { heap, external, resident };
  }

  /** What the platform wrote to its log as an error, and whether it ended. */
  get complaints() {
    return this.output.split('\n').filter((line) => /"level":"(error|fatal)"|^\S*Error: |Unhandled|Warning:/.test(line));
  }
}

/** The environment of one platform; nothing that is set outside reaches it. */
export const settingsOf = async (more = {}) => {
  const folder = more.CAUSEWAY_DATA_DIR ?? mkdtempSync(join(tmpdir(), 'reliability-'));
  return {
    CAUSEWAY_PORT: String(await freePort()),
    CAUSEWAY_GRPC_PORT: String(await freePort()),
    CAUSEWAY_DATA_DIR: folder,
    CAUSEWAY_DEMO: 'false',
    CAUSEWAY_LOG_LEVEL: 'warn',
    CAUSEWAY_LOG_FORMAT: 'json',
    CAUSEWAY_OPERATOR_CLIENT_ID: OPERATOR.clientId,
    CAUSEWAY_OPERATOR_CLIENT_SECRET: OPERATOR.clientSecret,
    ...more,
  };
};

/** Starts one embedded platform that is ended and forgotten with the suite. */
export const startPlatform = async (cleanup, more = {}, options = {}) => {
  const settings = await settingsOf(more);
  const one = new Process(settings, options);
  one.folder = settings.CAUSEWAY_DATA_DIR;
  cleanup(async () => {
    await one.kill();
    if (!options.keep) rmSync(one.folder, { recursive: true, force: true });
  });
  await one.launch().ready();
  return one;
};
