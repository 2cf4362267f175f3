import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The example agent in a process of its own, as a partner would run it; ends with the platform. */
export const startAgent = async (
  url: string,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
): Promise<ChildProcess> => {
  const port = await freePort();
  const root = join(__dirname, '../../../../..');
  const child = spawn(
    process.execPath,
    ['--require', join(__dirname, 'end-with-parent.js'), join(root, 'examples/agent-webhook/agent.mjs')],
    {
      env: {
        PATH: process.env['PATH'],
        CAUSEWAY_URL: url,
        CAUSEWAY_CLIENT_ID: clientId,
        CAUSEWAY_CLIENT_SECRET: clientSecret,
        CAUSEWAY_TENANT: 'acme',
        HOST: '127.0.0.1',
        PORT: String(port),
      },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  child.stdin?.on('error', () => undefined);
  return child;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
