// `npm run build`: from the sources to dist/, whatever is there.
import { build, install, refuseOldNode, root } from './setup.mjs';

refuseOldNode();
process.chdir(root);
await install();
await build({ always: true });
