// `npm run bench [-- --json]`: every figure of this part, one after the other, as ratios where there is something to compare with.
import { spawn } from 'node:child_process';
import { build, install, refuseOldNode, root } from './setup.mjs';

refuseOldNode();
process.chdir(root);
await install();
await build();

const json = process.argv.includes('--json');
const benches = [
  ['append', ['test/bench/append.mjs', '--rounds', '9', ...(json ? ['--json'] : [])]],
  ['rebuild', ['test/bench/rebuild.mjs', '250000']],
  ['project', ['test/bench/project.mjs']],
  ['deliver', ['test/bench/deliver.mjs', '20000']],
  ['http', ['test/bench/http.mjs', '3000']],
  ['product-host', ['test/bench/product-host.mjs', '4000']],
  ['boot', ['test/bench/boot.mjs']],
];
let failed = 0;
for (const [name, args] of benches) {
  if (!json) process.stdout.write(`\n${name}\n`);
  const code = await new Promise((resolve) => spawn(process.execPath, args, { stdio: 'inherit' }).once('exit', resolve));
  if (code !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
