import { setImmediate as turn } from 'node:timers/promises';
import { Pace } from './pace';

const restOf = async (pace: Pace, isAwaited = false, signal = new AbortController().signal): Promise<number> => {
  const from = performance.now();
  pace.begin();
  await pace.rest(() => isAwaited, signal);
  return performance.now() - from;
};
/** The shortest of a few: another process may take the processor away from any of them. */
const shortestOf = async (rest: () => Promise<number>): Promise<number> => Math.min(await rest(), await rest(), await rest(), await rest());

describe('the pace of a view', () => {
  it('lets facts gather between two rounds', async () => {
    const pace = new Pace();
    const took = await shortestOf(() => restOf(pace));
    expect(took).toBeGreaterThan(23);
    expect(took).toBeLessThan(90);
  });

  it('comes round sooner for somebody who waits', async () => {
    expect(await shortestOf(() => restOf(new Pace(), true))).toBeLessThan(23);
  });

  it('ends a rest when somebody begins to wait', async () => {
    const pace = new Pace();
    const hurried = () => {
      setTimeout(() => pace.hurry(), 12);
      return restOf(pace);
    };
    expect(await shortestOf(hurried)).toBeLessThan(23);
  });

  it('takes larger rounds in a process that has no time left', async () => {
    const pace = new Pace();
    let over = false;
    const busy = (async () => {
      while (!over) await turn();
    })();
    expect(await shortestOf(() => restOf(pace))).toBeGreaterThan(95);
    over = true;
    await busy;
  });

  it('rests no longer than it is wanted', async () => {
    const stopped = () => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 2);
      return restOf(new Pace(), false, stop.signal);
    };
    expect(await shortestOf(stopped)).toBeLessThan(9);
  });
});
