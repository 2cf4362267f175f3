'use strict';
/** Lets a child process of a test or a bench run the sources as they stand: `require` this, then any `.ts` file. */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');
const { compilerOptions } = require('../tsconfig.json');

const jsc = { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true } };
Module._extensions['.ts'] = (module, file) =>
  module._compile(
    transformSync(readFileSync(file, 'utf8'), { filename: file, swcrc: false, module: { type: 'commonjs' }, jsc }).code,
    file,
  );

const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => {
  const alias = compilerOptions.paths[name]?.[0];
  return resolve.call(Module, alias === undefined ? name : join(__dirname, '..', alias), ...rest);
};
