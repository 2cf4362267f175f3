import type { Command } from 'commander';
import { Ended, WRONG_USAGE } from '../ended';
import { withExamples } from '../options';
import { json, say } from '../show/print';

type Options = Readonly<{ url?: string; clientId?: string; clientSecret?: string; json?: boolean }>;

export const login = (program: Command): void => {
  withExamples(
    program
      .command('login')
      .description('keeps who you are, for the commands that follow; asks for what is not given, on a terminal')
      .option('--url <url>', 'the platform (CAUSEWAY_URL)')
      .option('--client-id <id>', 'a service account (CAUSEWAY_CLIENT_ID)')
      .option('--client-secret <secret>', 'its secret (CAUSEWAY_CLIENT_SECRET); better not on a command line')
      .option('--json', 'as JSON'),
    'login --url https://causeway.example --client-id support',
  ).action(async (options: Options) => {
    const env = process.env;
    const url = options.url ?? env['CAUSEWAY_URL'] ?? (await asked('URL of the platform'));
    const clientId = options.clientId ?? env['CAUSEWAY_CLIENT_ID'] ?? (await asked('Client id'));
    const clientSecret = options.clientSecret ?? env['CAUSEWAY_CLIENT_SECRET'] ?? (await asked('Client secret', true));
    const { RemoteApi } = await import('../api/remote.js');
    if (!/^https?:\/\/\S+$/.test(url)) throw new Ended(WRONG_USAGE, `${url} is no http or https URL.`);
    await RemoteApi.connect({ url, clientId, clientSecret });
    const { keep } = await import('../api/credentials.js');
    const file = keep({ url, clientId, clientSecret });
    if (options.json) json({ url, clientId, file });
    else say(`Signed in to ${url} as ${clientId}; kept in ${file}`);
  });
};

const asked = async (what: string, hidden = false): Promise<string> => {
  if (process.stdin.isTTY !== true) throw new Ended(WRONG_USAGE, `${what} is missing, and there is no terminal to ask on.`);
  const { createInterface } = await import('node:readline');
  const { Writable } = await import('node:stream');
  process.stderr.write(`${what}: `);
  const write = (chunk: Buffer, _: string, done: () => void) => {
    if (!hidden) process.stderr.write(chunk);
    done();
  };
  const output = new Writable({ write });
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  const line = await new Promise<string>((resolve) => reader.once('line', resolve));
  reader.close();
  if (hidden) process.stderr.write('\n');
  return line.trim();
};
