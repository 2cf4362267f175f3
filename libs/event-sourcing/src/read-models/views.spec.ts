import { Schema } from 'mongoose';
import { type Act, type Event, type History, streamOf } from '../model';
import { someMeta } from '../testing';
import { type Backbone, openBackbone } from '../testing/backbone';
import { view } from '../view';
import { rebuild } from './rebuild';
import { verify } from './verify';
import { Views } from './views';

type Counted = Event<'Counted', { id: string; by: number }>;
type Closed = Event<'Closed', { id: string }>;
const counter: History<number, Counted | Closed> = {
  category: 'counter',
  version: 1,
  initial: 0,
  evolve: (sum, fact) => (fact.type === 'Counted' ? sum + fact.data.by : sum),
};
const act: Act = { ...someMeta, at: '2026-01-01T09:00:00.000Z' };

const sums = (version = 1) =>
  view<Counted | Closed, { sum: number; nth: number }, { opened: number }>({
    name: 'sums',
    version,
    categories: ['counter'],
    memory: { initial: { opened: 0 }, evolve: (memory, fact) => (fact.revision === 0 ? { opened: memory.opened + 1 } : memory) },
    keys: (fact) => [fact.data.id],
    fold: (document, fact, _, { opened }) => {
      if (fact.type === 'Closed') return null;
      if (fact.data.by === 13) throw new Error('thirteen');
      return { nth: document?.nth ?? opened, sum: (document?.sum ?? 0) + fact.data.by * version };
    },
    schema: new Schema({ _id: String, sum: Number, nth: Number }, { strict: false, versionKey: false }).index({ sum: 1 }),
  });

const go = async () => 'go' as const;

describe('views', () => {
  let backbone: Backbone;
  let shown = sums();
  const count = (id: string, by: number) =>
    backbone.streams.transact(streamOf(counter, 'acme', id), () => [{ type: 'Counted' as const, data: { id, by } }], act);
  const close = (id: string) =>
    backbone.streams.transact(streamOf(counter, 'acme', id), () => [{ type: 'Closed' as const, data: { id } }], act);
  const start = () => {
    backbone.views.add(shown);
    backbone.views.start(backbone.leases);
  };
  const caughtUp = async () => expect(await backbone.views.reached(['sums'], await backbone.streams.head(), 3000)).toBe(true);
  const documents = async () =>
    Object.fromEntries((await backbone.views.model(shown).find().sort({ _id: 1 }).lean()).map(({ _id, sum, nth }) => [_id, [sum, nth]]));

  beforeEach(async () => {
    shown = sums();
    backbone = await openBackbone();
  });
  afterEach(async () => {
    await backbone.stop();
    backbone.forget();
  });

  it('fold what was there and what comes, memory included', async () => {
    await count('a', 1);
    await count('a', 2);
    start();
    await caughtUp();
    await count('b', 5);
    await count('c', 7);
    await close('b');
    await caughtUp();
    expect(await documents()).toEqual({ a: [3, 1], c: [7, 3] });
  });

  it('go on after a restart where they were, with nothing doubled', async () => {
    start();
    await count('a', 1);
    await caughtUp();
    await backbone.stop();
    backbone = await openBackbone(backbone.folder);
    await count('a', 10);
    start();
    await caughtUp();
    expect(await documents()).toEqual({ a: [11, 1] });
  });

  it.each([
    ['catch up in bulk when they are far behind', 1, 'running', 0],
    ['stop right before what they cannot fold, also in bulk', 13, 'stopped', -3],
  ])('%s', async (_, odd, state, behind) => {
    start();
    await count('a', 1);
    await caughtUp();
    await backbone.stop();
    backbone = await openBackbone(backbone.folder);
    for (let i = 0; i < 16_000; i += 8000) await Promise.all(Array.from({ length: 8000 }, (_, j) => count(`k${i + j}`, 1)));
    await count('odd', odd);
    await count('a', 2);
    await count('a', 3);
    start();
    const projection = backbone.views.projection('sums');
    const end = (await backbone.streams.head()) + behind;
    for (let i = 0; i < 200 && projection.record?.position !== end; i++) await new Promise((r) => setTimeout(r, 50));
    for (let i = 0; i < 50 && projection.record?.state !== state; i++) await new Promise((r) => setTimeout(r, 20));
    expect(projection.record).toMatchObject({ state, position: end });
    const found = await documents();
    expect(found).toMatchObject({ k0: [1, 2], k15999: [1, 16_001], a: [odd === 13 ? 1 : 6, 1] });
    expect(Object.keys(found)).toHaveLength(odd === 13 ? 16_001 : 16_002);
  });

  it('change nothing when the place was lost after the work', async () => {
    start();
    await count('a', 1);
    await count('b', 2);
    await caughtUp();
    await backbone.stop();
    backbone = await openBackbone(backbone.folder);
    await backbone.documents
      .collection<{ _id: string }>('projections')
      .updateOne({ _id: 'sums' }, { $set: { position: 1, memory: { opened: 1 } } });
    start();
    await count('a', 4);
    await caughtUp();
    expect(await documents()).toEqual({ a: [5, 1], b: [2, 2] });
  });

  it('are built again when their version changes', async () => {
    start();
    await count('a', 1);
    await caughtUp();
    await backbone.stop();
    backbone = await openBackbone(backbone.folder);
    shown = sums(2);
    start();
    await caughtUp();
    expect(await documents()).toEqual({ a: [2, 1] });
  });

  it('are rebuilt beside the live one, under writes, and equal it', async () => {
    start();
    for (let i = 0; i < 50; i++) await count(`k${i % 7}`, 1);
    await caughtUp();
    const before = backbone.views.projection('sums').record!.collection;
    const writing = (async () => {
      for (let i = 0; i < 100; i++) await count(`k${i % 11}`, 1);
    })();
    expect(await rebuild(backbone.views.projection('sums'), go)).toBe(true);
    await writing;
    await caughtUp();
    expect(backbone.views.projection('sums').record!.collection).not.toBe(before);
    expect(Object.values(await documents()).reduce((sum, [one]) => sum + one!, 0)).toBe(150);
    expect(await verify(backbone.views.projection('sums'), go)).toEqual({ documents: 11, differences: [] });
  });

  it('say that they are rebuilt, so that every process can show it', async () => {
    start();
    await count('a', 1);
    await caughtUp();
    const elsewhere = new Views(backbone.store, backbone.vocabulary, backbone.streams, backbone.documents);
    elsewhere.add(shown);
    const seenElsewhere = async () => {
      await elsewhere.projection('sums').refresh();
      return elsewhere.projection('sums').rebuilding;
    };
    const during: boolean[] = [];
    const looking = async (answer: 'go' | 'stop') => {
      during.push(await seenElsewhere());
      return answer;
    };
    for (const answer of ['go', 'stop'] as const) {
      await rebuild(backbone.views.projection('sums'), () => looking(answer));
      expect([during.at(-1), await seenElsewhere()]).toEqual([true, false]);
    }
  });

  it('keep the old collection for a day after a rebuild', async () => {
    start();
    await count('a', 1);
    await caughtUp();
    const before = backbone.views.projection('sums').record!.collection;
    await rebuild(backbone.views.projection('sums'), go);
    const record = await backbone.documents.collection<{ _id: string }>('projections').findOne({ _id: 'sums' });
    expect(record).toMatchObject({ retired: [{ collection: before }] });
    expect(await backbone.views.projection('sums').model(before).countDocuments()).toBe(1);
  });

  it('leave everything as it is when a rebuild is told to stop', async () => {
    start();
    await count('a', 1);
    await caughtUp();
    const before = backbone.views.projection('sums').record!.collection;
    expect(await rebuild(backbone.views.projection('sums'), async () => 'stop')).toBe(false);
    expect(backbone.views.projection('sums').record!.collection).toBe(before);
    await count('a', 1);
    await caughtUp();
    expect(await documents()).toEqual({ a: [2, 1] });
  });

  it('show what somebody changed by hand', async () => {
    start();
    await count('a', 1);
    await count('b', 2);
    await count('c', 3);
    await caughtUp();
    await backbone.views.model(shown).collection.updateOne({ _id: 'b' } as never, { $set: { sum: 99 } });
    await backbone.views.model(shown).collection.deleteOne({ _id: 'c' } as never);
    const verdict = await verify(backbone.views.projection('sums'), go);
    expect(verdict!.differences).toEqual([
      { id: 'b', live: expect.objectContaining({ sum: 99 }), folded: expect.objectContaining({ sum: 2 }) },
      { id: 'c', live: null, folded: expect.objectContaining({ sum: 3 }) },
    ]);
  });

  it('stop at a fact that they cannot fold, say which, and go on behind it when a person skips it, also in a rebuild', async () => {
    start();
    await count('a', 1);
    await count('b', 13);
    await count('a', 2);
    const projection = backbone.views.projection('sums');
    for (let i = 0; i < 100 && projection.record?.state !== 'stopped'; i++) await new Promise((r) => setTimeout(r, 20));
    expect(projection.record).toMatchObject({
      state: 'stopped',
      position: 1,
      error: { message: 'thirteen', position: 2, type: 'Counted' },
    });
    await backbone.views.control.skip('sums', 'typed wrongly', act);
    await caughtUp();
    expect(await documents()).toEqual({ a: [3, 1] });
    expect(await rebuild(projection, go)).toBe(true);
    expect(await documents()).toEqual({ a: [3, 1] });
    await expect(backbone.views.control.skip('sums', 'again', act)).rejects.toMatchObject({ code: 'projection.not-stuck' });
  });

  it('stand still when a person stops them, over a restart, until somebody starts them', async () => {
    start();
    await count('a', 1);
    await caughtUp();
    await backbone.views.control.stop('sums', 'looking', act);
    await count('a', 1);
    expect(await backbone.views.reached(['sums'], await backbone.streams.head(), 300)).toBe(false);
    await backbone.stop();
    backbone = await openBackbone(backbone.folder);
    start();
    expect(await backbone.views.reached(['sums'], await backbone.streams.head(), 300)).toBe(false);
    await backbone.views.control.start('sums', act);
    await caughtUp();
    expect(await documents()).toEqual({ a: [2, 1] });
  });

  it('start from nothing when the record was put back from a backup', async () => {
    start();
    await count('a', 1);
    await caughtUp();
    await backbone.documents.collection<{ _id: string }>('projections').updateOne({ _id: 'sums' }, { $set: { position: 1000 } });
    await backbone.stop();
    backbone = await openBackbone(backbone.folder);
    start();
    await count('a', 1);
    await caughtUp();
    expect(await documents()).toEqual({ a: [2, 1] });
  });
});
