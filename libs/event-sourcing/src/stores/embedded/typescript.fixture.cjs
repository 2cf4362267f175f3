'use strict';
/** Lets a child process of a test run the sources as they stand: `require` this, then any `.ts` file. */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

Module._extensions['.ts'] = (module, file) => {
  const jsc = { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true } };
  module._compile(
    transformSync(readFileSync(file, 'utf8'), { filename: file, swcrc: false, module: { type: 'commonjs' }, jsc }).code,
    file,
  );
};
