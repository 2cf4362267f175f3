// `npm test`: builds, checks the form and the types, runs the tests. What follows `--` goes to jest.
// The last line is `N passed, N failed`; the exit code is 0 only when nothing failed anywhere.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, refuseOldNode, root, run } from './setup.mjs';

refuseOldNode();
process.chdir(root);
await install();
await build();

const folder = mkdtempSync(join(tmpdir(), 'causeway-tests-'));
const results = join(folder, 'results.json');
const bin = (name, file) => join(root, 'node_modules', name, file);
const asked = process.argv.slice(2);

/** One after the other: two cores are soon busy. */
const checks = [
  ['form', [bin('@biomejs/biome', 'bin/biome'), 'check', '.']],
  ['types', [bin('typescript', 'bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['tests', ['--max-old-space-size=4096', bin('jest', 'bin/jest.js'), '--json', `--outputFile=${results}`, ...asked]],
];

const broken = [];
for (const [name, command] of checks) {
  process.stderr.write(`${name} …\n`);
  const { code } = await run(process.execPath, command);
  if (code !== 0) broken.push(name);
}

const { passed, failed } = tally();
rmSync(folder, { recursive: true, force: true });
const others = broken.filter((name) => name !== 'tests');
if (others.length > 0) process.stdout.write(`Not in order: ${others.join(', ')}.\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = broken.length > 0 || failed > 0 ? 1 : 0;

/** A file that did not run at all counts as one failure, and so does a check beside the tests. */
function tally() {
  const beside = broken.filter((name) => name !== 'tests').length;
  try {
    const told = JSON.parse(readFileSync(results, 'utf8'));
    return { passed: told.numPassedTests, failed: told.numFailedTests + told.numRuntimeErrorTestSuites + beside };
  } catch {
    return { passed: 0, failed: 1 + beside };
  }
}
