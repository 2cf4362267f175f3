// A preload: CAUSEWAY_TEST_FAILPOINT=name:n ends the process, as kill -9 does, the n-th time that it comes by.
const { around, whenLoaded } = require('../kit/patching.cjs');
const { METHODS } = require('./points.cjs');

const [name, times] = (process.env.CAUSEWAY_TEST_FAILPOINT ?? '').split(':');
const [, what, when] = /^(.+)-(before|after)$/.exec(name) ?? [];
let left = Number(times);
const passBy = () => {
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
};

if (what) {
  const [file, type, method] = METHODS[what];
  whenLoaded(file, (exports) =>
    around(exports[type], method, (former, ...args) => {
      if (when === 'before') passBy();
      const done = former(...args);
      if (when === 'before') return done;
      if (typeof done?.then !== 'function') {
        passBy();
        return done;
      }
      return done.then((value) => {
        passBy();
        return value;
      });
    }),
  );
}
