// kill -9 of a bare process of the embedded store (spec 70): the store's own spec, as often as the page says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { ROOT } from './kit/platform.mjs';
import { suite, times } from './kit/suite.mjs';

const KILLS = times(160, 2_000);

await suite('store-kills', async ({ check, cleanup, note }) => {
  await check(`${KILLS} kills of a process that writes: no answered write lost, none doubled, no gap`, async () => {
    const args = ['node_modules/jest/bin/jest.js', 'libs/event-sourcing/src/stores/embedded/crash.spec', '--runInBand'];
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CAUSEWAY_TEST_KILLS: String(KILLS) },
    });
    cleanup(() => child.kill());
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        said = (said + text).slice(-8_000);
      });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0, said);
    assert.match(said, /Tests: .* passed/);
    note(`${KILLS} kills`);
  });
});
