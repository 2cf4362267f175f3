import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');

export type Ran = Readonly<{ code: number; out: string; err: string }>;

/** A shell in a folder of its own in which `npx causeway` is the built command line. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'causeway-shell-'));
  private readonly bin = mkdtempSync(join(tmpdir(), 'causeway-bin-'));

  constructor(readonly env: Record<string, string> = {}) {
    const npx = join(this.bin, 'npx');
    writeFileSync(npx, `#!/bin/sh\n[ "$1" = causeway ] && shift\nexec "${process.execPath}" "${CLI}" "$@"\n`);
    chmodSync(npx, 0o755);
  }

  /** Runs the command line itself. */
  causeway(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    return this.run(process.execPath, [CLI, ...args], env);
  }

  /** Runs lines in one shell; gives what each of them printed, on either output. */
  async lines(commands: readonly string[]): Promise<string[]> {
    const mark = '@@next@@';
    const script = commands.map((command) => `${command}\n__next`).join('\n');
    const { out } = await this.run('bash', ['-c', `exec 2>&1\n__next() { local code=$?; echo "${mark}"; return $code; }\n${script}`]);
    return out.split(`${mark}\n`).slice(0, -1);
  }

  forget(): void {
    for (const folder of [this.folder, this.bin]) rmSync(folder, { recursive: true, force: true });
  }

  private run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    const own = { PATH: `${this.bin}:${process.env['PATH']}`, HOME: this.folder, ...this.env, ...env };
    const child = spawn(program, args, { cwd: this.folder, env: own, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err] = [[] as Buffer[], [] as Buffer[]];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    return new Promise((resolve) =>
      child.once('close', (code) => resolve({ code: code ?? -1, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() })),
    );
  }
}
