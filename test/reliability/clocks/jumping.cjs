// A preload: the wall clock is what a file says, in milliseconds beside the true one, or `frozen`. The monotonic clock goes on.
const { readFileSync } = require('node:fs');

const Real = Date;
let offset = 0;
let stopped = null;
const look = () => {
  try {
    const said = readFileSync(process.env.CAUSEWAY_TEST_CLOCK, 'utf8').trim();
    if (said === 'frozen') stopped ??= Real.now() + offset;
    else {
      stopped = null;
      offset = Number(said) || 0;
    }
  } catch {
    // Not there yet: the true time.
  }
};
look();
setInterval(look, 50).unref();
const now = () => stopped ?? Real.now() + offset;

class Jumping extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }
  static now() {
    return now();
  }
}
globalThis.Date = Jumping;
