import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@causeway/embedded-mongo';
import type { Connection } from 'mongoose';
import type { Work } from './leases';
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

  const worker = (units = names, claims: string[] = []) => {
    const leases = new SharedLeases(documents);
    const held = new Set<string>();
    const run =
      (unit: string): Work =>
      async ({ signal }) => {
        held.add(unit);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        held.delete(unit);
      };
    const claim = (unit: string) => leases.claim(unit, run(unit));
    for (const unit of units) leases.hold(unit, run(unit));
    for (const unit of claims) claim(unit);
    workers.push({ leases, held });
    return { leases, held, claim };
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

  it('of what is claimed are held beside the even share, so that nothing of either is left', async () => {
    const claims = ['p', 'q', 'r', 's', 't', 'u'];
    const [one, two] = [worker(names, claims), worker()];
    await until(() => all().length === 10 && two.held.size === 2, 8000);
    expect([...one.held]).toEqual(expect.arrayContaining(claims));
  });

  it('are not shared with one who only claims', async () => {
    const two = worker([], ['p']);
    await until(() => two.held.size === 1, 1000);
    const one = worker();
    await until(() => one.held.size === 4, 4000);
    await new Promise((r) => setTimeout(r, 2000));
    expect([...two.held]).toEqual(['p']);
  });

  it('that one releases are held by the next who claims them, and may be claimed anew', async () => {
    const one = worker([], ['p']);
    await until(() => one.held.size === 1, 1000);
    const two = worker([], ['p']);
    await new Promise((r) => setTimeout(r, 200));
    expect(two.held.size).toBe(0);
    await one.leases.release('p');
    expect(one.held.size).toBe(0);
    await until(() => two.held.size === 1, 3000);
    one.claim('p');
    await new Promise((r) => setTimeout(r, 200));
    expect(all()).toEqual(['p']);
    await two.leases.release('p');
    await until(() => one.held.size === 1, 3000);
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
