// A suite is trusted only after it was seen to fail: twelve faults put into the built code, each of which a suite must catch.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from './kit/suite.mjs';

/** The fault, the suite that must catch it, and the beginning of the check that must fail. */
const CAUGHT_BY = [
  ['addresses-unguarded', 'addresses', 'each of those saved is called'],
  ['saved-unchecked', 'addresses', '311 forbidden URLs'],
  ['guard-skipped', 'tenants-never-meet', 'PUT /api/v1/orders/{id}/status'],
  ['cursor-reused', 'tenants-never-meet', 'a cursor of one tenant'],
  ['key-ignored', 'same-request-twice', 'one key 1000 times'],
  ['token-for-ever', 'clocks', 'a token lives'],
  ['place-before-work', 'clocks', 'the read models equal'],
  ['notices-forgotten', 'clocks', '+1 h'],
  ['disk-believed', 'full-disk', 'what was refused is bought'],
  ['fsync-dropped', 'torn-files', 'it is opened so that'],
  ['header-unexpected', 'hostile-requests', '2000 generated requests'],
  ['requests-kept', 'half-load', 'so is what is left after a collection'],
];
const here = dirname(fileURLToPath(import.meta.url));

/** What the suite said with the fault in the product. */
const runWith = (fault, name) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(here, `${name}.mjs`)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, CAUSEWAY_TEST_FAULT: fault, CAUSEWAY_TEST_REQUESTS: '2000', CAUSEWAY_TEST_MINUTES: '1' },
    });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    const late = setTimeout(() => child.kill('SIGTERM'), 180_000);
    child.once('close', (code) => {
      clearTimeout(late);
      resolve({ code, said });
    });
  });

await suite('seeded-faults', async ({ check }) => {
  for (const [fault, name, sentence] of CAUGHT_BY)
    await check(`${fault} is caught by ${name}`, async () => {
      const { code, said } = await runWith(fault, name);
      assert.notEqual(code, 0, `${name} did not notice`);
      assert.ok(
        said.split('\n').some((line) => line.startsWith(`  FAILED  ${sentence}`)),
        `it failed, but not where it should:\n${said
          .split('\n')
          .filter((line) => line.includes('FAILED'))
          .join('\n')}`,
      );
    });
});
