// `npm start`: installs and builds what is missing, then is the platform: one process, which ends when the platform does.
import { createRequire } from 'node:module';
import { build, install, refuseOldNode, root, serverEntry } from './setup.mjs';

refuseOldNode();
process.chdir(root);
await install();
await build();
// Loaded as CommonJS, so that it is the main program to itself.
createRequire(import.meta.url)(serverEntry);
