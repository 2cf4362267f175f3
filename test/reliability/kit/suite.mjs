// How a suite says what it found: one line for each check, and its count on the last.
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

/** `--long`: the page's numbers instead of the short form's. */
export const LONG = process.argv.includes('--long') || process.env.CAUSEWAY_TEST_LONG === '1';
export const times = (short, long) => (LONG ? long : short);

/** Runs the checks of one suite and ends the process: 0 when all passed. What `cleanup` was given is done whatever happens. */
export const suite = async (name, body) => {
  const started = performance.now();
  const [undo, notes] = [[], []];
  let [passed, failed] = [0, 0];
  const check = async (sentence, work) => {
    try {
      await work();
      passed++;
      console.log(`  ok      ${sentence}`);
    } catch (error) {
      failed++;
      console.log(`  FAILED  ${sentence}\n${indent(error?.stack ?? String(error))}`);
    }
  };
  const cleanup = (work) => undo.unshift(work);
  const tidy = async () => {
    for (const work of undo.splice(0))
      await Promise.resolve(work()).catch((error) => console.log(indent(`While tidying up: ${error.message}`)));
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => tidy().finally(() => process.exit(1)));
  console.log(`${name}`);
  try {
    await body({ check, cleanup, note: (text) => notes.push(text) });
  } catch (error) {
    failed++;
    console.log(`  FAILED  the suite did not get through\n${indent(error?.stack ?? String(error))}`);
  }
  await tidy();
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${name}: ${[...notes, `${seconds} s`].join(', ')}; ${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
};

const indent = (text) =>
  text
    .split('\n')
    .slice(0, 14)
    .map((line) => `          ${line}`)
    .join('\n');

/** Asks again until the answer is as wanted; gives the last answer when it never is. */
export const eventually = async (ask, wanted = Boolean, withinMs = 8_000, everyMs = 25) => {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || performance.now() > end) return answer;
    await sleep(everyMs);
  }
};

/** Does the work over all items, so many at once. */
export const each = async (items, atOnce, work) => {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      await work(items[at], at);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

/** A repeatable stream of numbers in [0, 1); its seed is printed with what it found. */
export const seeded = (seed) => {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

export const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
