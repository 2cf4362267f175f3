import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@causeway/embedded-mongo';
import type { Connection } from 'mongoose';
import { SharedLeases } from './shared-leases';

/** Several workers on one document store; here in one process, which makes no difference to the documents. */
describe('shared leases', () => {
  let folder: string;
  let documents: Connection;
  const workers: { leases: SharedLeases; held: Set<string> }[] = [];
  const names = ['a', 'b', 'c', 'd'];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leases-'));
    documents = await openEmbedded(join(folder, 'documents.db'));
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(({ leases }) => leases.close()));
    await documents.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const worker = (units = names) => {
    const leases = new SharedLeases(documents);
    const held = new Set<string>();
    for (const unit of units) {
      leases.hold(unit, async ({ signal }) => {
        held.add(unit);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        held.delete(unit);
      });
    }
    workers.push({ leases, held });
    return { leases, held };
  };
  const until = async (enough: () => boolean, ms: number) => {
    for (const end = Date.now() + ms; Date.now() < end && !enough(); ) await new Promise((r) => setTimeout(r, 20));
    expect(enough()).toBe(true);
  };
  const all = () => workers.flatMap(({ held }) => [...held]).sort();

  it('give everything to one that is alone, at once', async () => {
    const { held } = worker();
    await until(() => held.size === 4, 1000);
  });

  it('count only those who work', async () => {
    worker([]);
    const { held } = worker();
    await until(() => held.size === 4, 1000);
  });

  it('are shared evenly, each unit held by one', async () => {
    const one = worker();
    await until(() => one.held.size === 4, 1000);
    const two = worker();
    await until(() => two.held.size === 2 && one.held.size === 2, 8000);
    expect(all()).toEqual(names);
  });

  it('go to another at once when a worker stops', async () => {
    const one = worker();
    const two = worker();
    await until(() => all().length === 4 && two.held.size === 2, 8000);
    await one.leases.close();
    await until(() => two.held.size === 4, 4000);
  });

  it('go to another within ten seconds when a worker freezes, which then finds that it holds nothing', async () => {
    const one = worker();
    await until(() => one.held.size === 4, 1000);
    // Frozen: its rounds stand still.
    const rounds = jest.spyOn(one.leases as unknown as { nextRound: () => void }, 'nextRound').mockImplementation(() => undefined);
    const two = worker();
    await until(() => two.held.size === 4, 10_000);
    rounds.mockRestore();
    await until(() => one.held.size <= 2 && all().length === 4, 8000);
    expect(new Set(all()).size).toBe(4);
  }, 30_000);
});
