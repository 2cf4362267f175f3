'use strict';
/**
 * Jest's view of the code: our TypeScript, and those libraries that ship only as ES modules, become CommonJS through swc.
 * Everything else passes through untouched.
 */
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { createTransformer } = require('@swc/jest');

const common = { swcrc: false, module: { type: 'commonjs' } };
const typescript = createTransformer({
  ...common,
  sourceMaps: 'inline',
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
});
const modules = createTransformer({ ...common, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } } });

const kinds = new Map();
const kindOf = (folder) => {
  if (kinds.has(folder)) return kinds.get(folder);
  let kind;
  try {
    kind = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type ?? 'commonjs';
  } catch {
    kind = dirname(folder) === folder ? 'commonjs' : kindOf(dirname(folder));
  }
  kinds.set(folder, kind);
  return kind;
};
const isModule = (file) => file.endsWith('.mjs') || (!file.endsWith('.cjs') && kindOf(dirname(file)) === 'module');
const transformerFor = (source, file) => {
  if (/\.[cm]?tsx?$/.test(file)) return typescript;
  // A CommonJS file that calls import() needs it too: jest has no dynamic import of its own.
  return isModule(file) || /\bimport\s*\(/.test(source) ? modules : null;
};

module.exports = {
  process(source, file, options) {
    const transformer = transformerFor(source, file);
    return transformer ? transformer.process(source, file, options) : { code: source };
  },
  getCacheKey(source, file, options) {
    return `${transformerFor(source, file) ? 'swc' : 'as-is'}-${typescript.getCacheKey(source, file, options)}`;
  },
};
