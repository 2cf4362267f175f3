import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyDue } from '../due';
import { passes } from '../follow';
import { Rejection } from '../model';
import type { Views } from '../read-models/views';
import type { Lease } from '../work/leases';
import type { ReactionMeans } from './reaction';

const EVERY_MS = 1000;
const AT_ONCE = 500;

/** Once a second: whatever has fallen due is asked for, oldest first. What is not done now is still due in the next second. */
export async function tick(dues: readonly AnyDue[], views: Views, means: ReactionMeans, { signal }: Lease): Promise<void> {
  while (!signal.aborted) {
    for (const one of dues)
      await askFor(one, views, means, signal).catch((error) => passes(error) || means.complain(`${one.name}: ${error}`));
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function askFor(one: AnyDue, views: Views, means: ReactionMeans, signal: AbortSignal): Promise<void> {
  const now = means.now();
  // $gt '' leaves out null and missing on every document store.
  const documents = await views
    .model(one.view)
    .find({ [one.field]: { $gt: '', $lte: now } } as never)
    .sort({ [one.field]: 1 } as never)
    .limit(AT_ONCE)
    .lean();
  for (const document of documents) {
    if (signal.aborted) return;
    try {
      await means.execute(one.command(document, now));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }
}
