import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './stage/free-port';
import { Platform } from './stage/platform';

const root = join(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const block = (name: string) => new RegExp(`<!-- ${name}[^>]*-->\\s*\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(readme)![1]!;
const hasCurl = spawnSync('sh', ['-c', 'command -v curl && command -v bash']).status === 0;

// As in the first hour: what is typed needs a shell.
if (hasCurl) {
  it('the README takes an order of a product host to Done', async () => {
    const platform = await Platform.start({ CAUSEWAY_OPERATOR_CLIENT_ID: 'operator', CAUSEWAY_OPERATOR_CLIENT_SECRET: 'let-me-in' });
    const port = String(await freePort());
    const story = (block('first-hour') + block('product-host')).replace('http://127.0.0.1:3000', platform.url).replaceAll('4100', port);
    const { stdout } = await promisify(execFile)('bash', ['-euc', story], {
      cwd: root,
      env: { PATH: process.env['PATH'], PORT: port },
      timeout: 80_000,
    }).finally(() => platform.end());
    expect(stdout).not.toMatch(/"status":[45]\d\d|"errors":|"userErrors":\[\{/);
    expect(stdout).toMatch(/SUBSCRIPTION_ORDER/);
    expect(stdout.slice(stdout.lastIndexOf('"orderNumber"'))).toContain('"systemStatus":"Done"');
  }, 120_000);
}
