import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

/** The library as plain Node runs it, for processes that are measured or killed. */
export async function embeddedMongo() {
  const { transformFile } = await import('@swc/core');
  const from = join(here, '..', 'src');
  const to = join(here, '..', '..', '..', '.cache', 'embedded-mongo');
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const options = { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } };
    const { code } = await transformFile(join(from, name), options);
    const half = join(to, `${name}.${process.pid}`);
    writeFileSync(half, code);
    renameSync(half, join(to, name.replace(/\.ts$/, '.js')));
  }
  return require(join(to, 'index.js'));
}
