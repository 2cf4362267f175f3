import * as modules from 'node:module';
import { join } from 'node:path';

/** Node 22.1 and newer; the types are those of the oldest Node that we run on. */
const { enableCompileCache } = modules as { enableCompileCache?: (folder: string) => unknown };

// Where Node can keep what V8 made of the modules, it does: a start is an eighth shorter. Imported before everything else.
enableCompileCache?.(join(__dirname, '../../../../.cache/compile'));
