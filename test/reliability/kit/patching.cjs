// For preloads: built code is changed as it is loaded, so that the product itself holds nothing of the tests.
const Module = require('node:module');
const { join } = require('node:path');

const wanted = new Map();
const load = Module._load;
Module._load = function (request, parent, isMain) {
  const exports = load.call(this, request, parent, isMain);
  if (wanted.size === 0 || !/^\.|causeway/.test(request)) return exports;
  const file = Module._resolveFilename(request, parent, isMain);
  const change = wanted.get(file);
  if (change) {
    wanted.delete(file);
    change(exports);
  }
  return exports;
};

/** `change` gets the exports of this file of the build once it is loaded. */
const whenLoaded = (file, change) => wanted.set(join(process.env.CAUSEWAY_TEST_DIST, `${file}.js`), change);

/** Puts `work` around a method: it gets the method as it was, bound, and the arguments. */
const around = (type, method, work) => {
  const former = type.prototype[method];
  if (typeof former !== 'function') throw new Error(`${type.name} has no ${method} any more: the suite must be brought up to date.`);
  type.prototype[method] = function (...args) {
    return work.call(this, former.bind(this), ...args);
  };
};

/** Puts other words into the text of a file of the build before it is compiled, for what no method reaches. */
const rewrite = (file, from, to) => {
  const whole = join(process.env.CAUSEWAY_TEST_DIST, `${file}.js`);
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (text, name) {
    if (name !== whole) return compile.call(this, text, name);
    if (!text.includes(from)) throw new Error(`${file} has no ${from} any more: the suite must be brought up to date.`);
    return compile.call(this, text.replaceAll(from, to), name);
  };
};

module.exports = { whenLoaded, around, rewrite };
