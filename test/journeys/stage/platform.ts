import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port';

const MAIN = join(__dirname, '../../../dist/apps/server/src/main.js');

export const OPERATOR = { clientId: 'operator-journey', clientSecret: 'a secret that only the journey knows' };

export type Settings = Readonly<Record<`CAUSEWAY_${string}`, string>>;

/** A platform in a process of its own, as a stranger would run it: built code, real sockets, a data folder of its own. */
export class Platform {
  output = '';
  private constructor(
    readonly url: string,
    readonly grpc: string,
    readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private process: ChildProcess,
  ) {
    this.listen();
  }

  /** Starts one and waits until it is ready. */
  static async start(settings: Settings = {}): Promise<Platform> {
    const [port, grpcPort] = [await freePort(), await freePort()];
    const folder = settings['CAUSEWAY_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'causeway-'));
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      CAUSEWAY_PORT: String(port),
      CAUSEWAY_GRPC_PORT: String(grpcPort),
      CAUSEWAY_DATA_DIR: folder,
      CAUSEWAY_DEMO: 'false',
      CAUSEWAY_LOG_LEVEL: 'warn',
      CAUSEWAY_OPERATOR_CLIENT_ID: OPERATOR.clientId,
      CAUSEWAY_OPERATOR_CLIENT_SECRET: OPERATOR.clientSecret,
      ...settings,
    };
    const platform = new Platform(`http://127.0.0.1:${env.CAUSEWAY_PORT}`, `127.0.0.1:${env.CAUSEWAY_GRPC_PORT}`, folder, env, run(env));
    await platform.ready();
    return platform;
  }

  /** Resolves once `/health/ready` is 200; rejects with what it printed when it ends instead. */
  async ready(withinMs = 20_000): Promise<void> {
    const end = Date.now() + withinMs;
    while (Date.now() < end) {
      if (this.process.exitCode !== null) throw new Error(`The platform ended with ${this.process.exitCode}:\n${this.output}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (answer?.status === 200) return;
      await sleep(25);
    }
    throw new Error(`The platform was not ready in time:\n${this.output}`);
  }

  /** `kill -9`, then the same again on the same folder. */
  async crashAndRestart(): Promise<void> {
    await this.kill('SIGKILL');
    await this.restart();
  }

  async restart(): Promise<void> {
    this.process = run(this.env);
    this.listen();
    await this.ready();
  }

  /** Sends the signal and waits for the end; gives the exit code. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise((resolve) => this.process.once('exit', resolve));
      this.process.kill(signal);
      await ended;
    }
    return this.process.exitCode;
  }

  /** Stops it and forgets its data. */
  async end(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private listen(): void {
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }
}

const run = (env: NodeJS.ProcessEnv): ChildProcess => spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
