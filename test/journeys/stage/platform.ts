import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port';

const ROOT = join(__dirname, '../../..');
const MAIN = join(ROOT, 'dist/apps/server/src/main.js');
const DOUBLE = join(ROOT, 'test/eventstoredb-double/main.cjs');

export const OPERATOR = { clientId: 'operator-journey', clientSecret: 'a secret that only the journey knows' };

/** The journeys run scaled out (EventStoreDB's protocol, MongoDB's protocol, api and worker apart) where CI says so. */
export const SCALED_OUT = process.env['CAUSEWAY_TEST_SCALED'] === '1';

export type Settings = Readonly<Record<`CAUSEWAY_${string}`, string>>;

/** A platform in processes of its own, as a stranger would run it: built code, real sockets, a data folder of its own. */
export class Platform {
  output = '';
  private processes: ChildProcess[] = [];

  private constructor(
    readonly url: string,
    readonly grpc: string,
    readonly folder: string,
    /** The environment of each process; the first one serves HTTP. */
    private readonly environments: readonly NodeJS.ProcessEnv[],
    private readonly servers: readonly ChildProcess[],
  ) {}

  /** Starts one and waits until it is ready. */
  static async start(settings: Settings = {}): Promise<Platform> {
    const folder = settings['CAUSEWAY_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'causeway-'));
    const common = {
      PATH: process.env['PATH'],
      HOME: folder,
      CAUSEWAY_PORT: String(await freePort()),
      CAUSEWAY_GRPC_PORT: String(await freePort()),
      CAUSEWAY_DATA_DIR: folder,
      CAUSEWAY_DEMO: 'false',
      CAUSEWAY_LOG_LEVEL: 'warn',
      CAUSEWAY_OPERATOR_CLIENT_ID: OPERATOR.clientId,
      CAUSEWAY_OPERATOR_CLIENT_SECRET: OPERATOR.clientSecret,
      ...settings,
    };
    const [url, grpc] = [`http://127.0.0.1:${common.CAUSEWAY_PORT}`, `127.0.0.1:${common.CAUSEWAY_GRPC_PORT}`];
    const { environments, servers } = SCALED_OUT ? await apart(common, folder, url) : { environments: [common], servers: [] };
    const platform = new Platform(url, grpc, folder, environments, servers);
    await platform.restart();
    return platform;
  }

  /** Resolves once every process' `/health/ready` is 200; rejects with what was printed when one ends instead. */
  async ready(withinMs = 45_000): Promise<void> {
    const end = Date.now() + withinMs;
    const urls = this.environments.map((env) => `http://127.0.0.1:${env['CAUSEWAY_PORT']}/health/ready`);
    for (const url of urls) {
      for (;;) {
        const ended = this.processes.find(({ exitCode }) => exitCode !== null);
        if (ended) throw new Error(`The platform ended with ${ended.exitCode}:\n${this.output}`);
        const answer = await fetch(url).catch(() => null);
        if (answer?.status === 200) break;
        if (Date.now() > end) throw new Error(`The platform was not ready in time (${await answer?.text()}):\n${this.output}`);
        await sleep(25);
      }
    }
  }

  /** `kill -9`, then the same again on the same stores. */
  async crashAndRestart(): Promise<void> {
    await this.kill('SIGKILL');
    await this.restart();
  }

  async restart(): Promise<void> {
    this.processes = this.environments.map((env) => spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    for (const { stdout, stderr } of this.processes)
      for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    await this.ready();
  }

  /** Sends the signal to every process and waits for the end; gives the worst exit code. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    await Promise.all(this.processes.map((one) => ended(one, signal)));
    return this.processes.map(({ exitCode }) => exitCode).find((code) => code !== 0) ?? 0;
  }

  /** Stops it and forgets its data. */
  async end(): Promise<void> {
    await this.kill('SIGTERM');
    await Promise.all(this.servers.map((one) => ended(one, 'SIGKILL')));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const ended = async (one: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (one.exitCode !== null || one.signalCode !== null) return;
  const end = new Promise((resolve) => one.once('exit', resolve));
  one.kill(signal);
  await end;
};

/** api and worker as processes of their own, on servers that speak the protocols of the real stores. */
const apart = async (common: NodeJS.ProcessEnv, folder: string, url: string) => {
  const double = spawn(process.execPath, [DOUBLE, '--file', join(folder, 'double.jsonl')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { connectionString } = JSON.parse(
    await new Promise<string>((resolve) => double.stdout.once('data', (line: Buffer) => resolve(line.toString()))),
  );
  const mongo = new URL(process.env['CAUSEWAY_TEST_MONGO'] ?? '');
  mongo.pathname = `/journey_${randomBytes(6).toString('hex')}`;
  const shared = {
    ...common,
    CAUSEWAY_EVENT_STORE: connectionString,
    CAUSEWAY_MONGO: mongo.href,
    CAUSEWAY_MASTER_KEY: randomBytes(32).toString('base64'),
    CAUSEWAY_PUBLIC_URL: url,
  };
  const worker = { ...shared, CAUSEWAY_ROLE: 'worker', CAUSEWAY_PORT: String(await freePort()) };
  // Agents with a stream come to a worker: that is where deliveries are made.
  const api = { ...shared, CAUSEWAY_ROLE: 'api', CAUSEWAY_GRPC_PORT: String(await freePort()) };
  return { environments: [api, worker], servers: [double] };
};
