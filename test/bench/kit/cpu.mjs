// What work costs in processor time, which says more than its rate while others use the machine.
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of each thread of a process in ms, the first one its main thread; nothing where the system does not say. */
export const threadsOf = (pid) => {
  const folder = `/proc/${pid}/task`;
  try {
    return new Map(readdirSync(folder).map((id) => [id, Number(readFileSync(`${folder}/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6]));
  } catch {
    return new Map();
  }
};

/** Milliseconds a piece of work: of the main thread, of the busiest other one, of all others. */
export const costs = (before, after, pieces) => {
  const [main = 0, ...others] = [...after].map(([id, ms]) => ms - (before.get(id) ?? 0));
  const [busiest = 0, ...rest] = others.sort((a, b) => b - a);
  return { main: main / pieces, busiest: busiest / pieces, rest: rest.reduce((sum, ms) => sum + ms, 0) / pieces };
};
