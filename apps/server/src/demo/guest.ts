import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../../..');

/** An example in a process of its own, as a partner would run it; ends with the platform. */
export const startGuest = (example: string, env: Readonly<Record<string, string>>): ChildProcess => {
  const child = spawn(process.execPath, ['--require', join(__dirname, 'end-with-parent.js'), join(ROOT, 'examples', example)], {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  child.stdin?.on('error', () => undefined);
  return child;
};

/** A free port of this machine; the wished one while nobody else has it. */
export const freePort = (wished = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', () => (wished === 0 ? reject(new Error('No port is free.')) : resolve(freePort())));
    probe.listen(wished, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
