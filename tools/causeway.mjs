#!/usr/bin/env node
// The command line. Sets up a fresh clone like `npm start` does, then hands over to the built program. What is built
// already is taken as it is: the platform that runs beside it may stand on it.
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './setup.mjs';

const entry = join(root, 'dist', 'apps', 'cli', 'src', 'main.js');
if (!existsSync(entry)) {
  const { build, install, refuseOldNode } = await import('./setup.mjs');
  refuseOldNode();
  await install();
  await build({ always: true });
}
// Where Node can (22.1 and newer), what was compiled once is not compiled again.
module.enableCompileCache?.(join(root, '.cache', 'compiled'));
createRequire(import.meta.url)(entry);
