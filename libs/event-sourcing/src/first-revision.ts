import type { EventStore } from './event-store';
import type { Stored } from './model';

/** The first revision of which this is true, where it stays true for all later ones; one beyond the last when it never is. */
export const firstRevision = async (store: EventStore, stream: string, isBehind: (fact: Stored) => boolean): Promise<number> => {
  const last = (await store.readBackwards(stream, { limit: 1 }))[0];
  if (last === undefined) return 0;
  if (!isBehind(last)) return last.revision + 1;
  let [low, high] = [0, last.revision];
  while (low < high) {
    const middle = (low + high) >> 1;
    const [fact] = await store.read(stream, { from: middle, limit: 1 });
    if (fact !== undefined && isBehind(fact)) high = middle;
    else low = middle + 1;
  }
  return low;
};
