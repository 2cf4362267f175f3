// `npm start`: installs and builds what is missing, then is the platform: one process, which ends when the platform does.
import module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, install, refuseOldNode, root, serverEntry } from './setup.mjs';

refuseOldNode();
process.chdir(root);
await install();
await build();
// Where Node can (22.1 and newer), what was compiled once is not compiled again.
module.enableCompileCache?.(join(root, '.cache', 'compiled'));
// Loaded as CommonJS, so that it is the main program to itself.
createRequire(import.meta.url)(serverEntry);
