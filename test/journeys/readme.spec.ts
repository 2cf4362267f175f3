import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type Wire } from './stage/client';
import { Platform } from './stage/platform';

const root = join(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const story = /<!-- first-hour[^>]*-->\s*```sh\n([\s\S]*?)```/.exec(readme)![1]!;
const hasCurl = spawnSync('sh', ['-c', 'command -v curl && command -v bash']).status === 0;

describe('the READMEs', () => {
  it('name only files and folders that exist', () => {
    const named = [...readme.matchAll(/`((?:apps|libs|test|docs|examples)\/[\w./-]+)`/g)].map(([, path]) => path!);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('name only commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const readmes = ['.', 'libs', 'examples', 'docs'].flatMap((folder) => readmesIn(join(root, folder)));
    const unknown = readmes.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/npm (?:run (?:-s )?)?([a-z][\w:-]*)/g)]
        .map(([, script]) => script!)
        .filter((script) => !(script in scripts) && !['ci', 'install', 'audit', 'registry', 'start', 'test'].includes(script))
        .map((script) => `${dirname(file)}: npm ${script}`),
    );
    expect(unknown).toEqual([]);
  });
});

const readmesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return entry.name.endsWith('.md') ? [path] : [];
    return entry.isDirectory() && folder !== root && entry.name !== 'node_modules' ? readmesIn(path) : [];
  });

// What is typed in the README needs a shell and the program it is typed for; everything else here needs Node alone.
if (hasCurl) {
  describe('the first hour of the README', () => {
    let platform: Platform;
    beforeAll(async () => {
      platform = await Platform.start({ CAUSEWAY_OPERATOR_CLIENT_ID: 'operator', CAUSEWAY_OPERATOR_CLIENT_SECRET: 'let-me-in' });
    }, 60_000);
    afterAll(() => platform?.end());

    it('runs as it stands', async () => {
      const script = story.replace('http://127.0.0.1:3000', platform.url);
      const { stdout } = await promisify(execFile)('bash', ['-euc', script]);
      expect(stdout).not.toMatch(/"status":[45]\d\d/);
      const operator = await Client.as(platform.url, { clientId: 'operator', clientSecret: 'let-me-in' });
      const { body } = await operator.get('/api/v1/subscriptions');
      expect(body.items.map(({ status, accountIdentifier }: Wire) => [status, accountIdentifier])).toEqual([['ACTIVE', 'crm-4711']]);
    }, 60_000);
  });
}
