import { Command } from '@nestjs/cqrs';
import { Schema } from 'mongoose';
import { due } from '../due';
import { type Act, becauseOf, conflict, type Event, type History, streamOf } from '../model';
import { policy } from '../policy';
import { processManager } from '../process-manager';
import { someMeta } from '../testing';
import { type Backbone, openBackbone } from '../testing/backbone';
import { view } from '../view';
import { placeStream } from './place';
import { Reactions } from './reactions';

type Opened = Event<'Opened', { id: string; dueOn: string }>;
type Released = Event<'Released', { id: string }>;
type Fact = Opened | Released;
const thing: History<'none' | 'open' | 'released', Fact> = {
  category: 'thing',
  version: 1,
  initial: 'none',
  evolve: (_, { type }) => (type === 'Opened' ? 'open' : 'released'),
};
const act: Act = { ...someMeta, at: '2026-01-01T09:00:00.000Z' };

class Release extends Command<void> {
  constructor(
    readonly id: string,
    readonly act: Act,
  ) {
    super();
  }
}

describe('reactions', () => {
  let backbone: Backbone;
  let asked: string[];
  let execute: (command: Release) => Promise<unknown>;
  let reactions: Reactions;
  const open = (id: string, dueOn = '2026-01-02T00:00:00.000Z') =>
    backbone.streams.transact(streamOf(thing, 'acme', id), () => [{ type: 'Opened' as const, data: { id, dueOn } }], act);
  const release = ({ id, act: because }: Release) =>
    backbone.streams.transact(
      streamOf(thing, 'acme', id),
      (now) => (now === 'released' ? [] : [{ type: 'Released' as const, data: { id } }]),
      because,
    );
  const until = async (enough: () => boolean) => {
    for (let i = 0; i < 200 && !enough(); i++) await new Promise((r) => setTimeout(r, 20));
    expect(enough()).toBe(true);
  };
  const set = (more: (reactions: Reactions) => void) => {
    const { store, vocabulary, streams, views, leases } = backbone;
    reactions = new Reactions(
      {
        store,
        vocabulary,
        streams,
        now: () => '2026-01-03T00:00:00.000Z',
        complain: () => undefined,
        execute: (command) => {
          asked.push((command as Release).id);
          return execute(command as Release);
        },
      },
      views,
    );
    more(reactions);
    views.start(leases);
    reactions.start(leases);
  };
  const whenOpened = policy<Fact>({
    name: 'when-opened-then-release',
    categories: ['thing'],
    when: (fact) => (fact.type === 'Opened' ? [new Release(fact.data.id, becauseOf(fact, 'when-opened-then-release'))] : []),
  });

  beforeEach(async () => {
    backbone = await openBackbone();
    asked = [];
    execute = release;
  });
  afterEach(async () => {
    await backbone.stop();
    backbone.forget();
  });
  const again = async () => {
    await backbone.stop();
    backbone = await openBackbone(backbone.folder);
    asked = [];
  };

  it('ask for what a policy wants, saying because of what', async () => {
    set((all) => all.policies(whenOpened));
    const { recorded } = await open('a');
    await until(() => asked.length === 1);
    await until(() => backbone.store !== null);
    const facts = await backbone.store.read('thing-acme.a');
    expect(facts.at(-1)).toMatchObject({
      type: 'Released',
      meta: { causationId: recorded[0]!.id, actor: 'system:when-opened-then-release', tenantId: 'acme' },
    });
  });

  it('keep their place on the record: a lost document store repeats nothing', async () => {
    set((all) => all.policies(whenOpened));
    await open('a');
    await until(() => asked.length === 1);
    await again();
    await backbone.documents.dropDatabase();
    set((all) => all.policies(whenOpened));
    await open('b');
    await until(() => asked.includes('b'));
    expect(asked).toEqual(['b']);
  });

  it('take a refusal for an answer', async () => {
    execute = async () => {
      throw conflict('no', 'No.');
    };
    set((all) => all.policies(whenOpened));
    await open('a');
    await open('b');
    await until(() => asked.length === 2);
  });

  it('stop at what fails, say so on the record, and go on when a person skips it', async () => {
    execute = async (command) => {
      if (command.id === 'a') throw new Error('broken');
      return release(command);
    };
    set((all) => all.policies(whenOpened));
    await open('a');
    await open('b');
    const reaction = reactions.reaction('when-opened-then-release')!;
    for (let i = 0; i < 100 && (await reaction.progress()).state !== 'stopped'; i++) await new Promise((r) => setTimeout(r, 20));
    expect(await reaction.progress()).toMatchObject({ state: 'stopped', error: { message: 'broken', type: 'Opened' } });
    expect(asked).not.toContain('b');
    const stuckAt = (await reaction.progress()).error!.position;
    await reaction.skip('nobody needs it', act);
    await until(() => asked.includes('b'));
    const started = (await backbone.store.read(placeStream('when-opened-then-release').name)).find(
      ({ type }) => type === 'FollowerStarted',
    );
    expect(started).toMatchObject({ data: { skipped: { position: stuckAt, reason: 'nobody needs it' } }, meta: { actor: act.actor } });
    await expect(reaction.skip('once more', act)).rejects.toMatchObject({ code: 'projection.not-stuck' });
  });

  it('ask again after a crash for what a process still owes, and only that', async () => {
    const process = processManager<{ id: string }, Fact>({
      name: 'releasing',
      version: 1,
      categories: ['thing'],
      correlate: (fact) => fact.data.id,
      evolve: (_, fact) => (fact.type === 'Opened' ? { id: fact.data.id } : null),
      owed: ({ id }, because) => [new Release(id, becauseOf(because, 'releasing'))],
    });
    execute = async (command) => {
      if (command.id === 'a') throw new Error('crash');
      return release(command);
    };
    set((all) => all.processes(process));
    await open('b');
    await until(() => asked.includes('b'));
    await open('a');
    await until(() => asked.includes('a'));
    await again();
    execute = release;
    set((all) => all.processes(process));
    const reaction = reactions.reaction('releasing-process')!;
    for (let i = 0; i < 50 && (await reaction.progress()).state !== 'stopped'; i++) await new Promise((r) => setTimeout(r, 20));
    await reaction.start(act);
    await until(() => asked.includes('a'));
    expect(asked).not.toContain('b');
    expect((await backbone.store.read('thing-acme.a')).at(-1)?.type).toBe('Released');
  });

  it('ask for what has fallen due, once a second, until it is done', async () => {
    const dues = view<Fact, { dueOn: string | null }>({
      name: 'dues',
      version: 1,
      categories: ['thing'],
      keys: (fact) => [fact.data.id],
      fold: (_, fact) => ({ dueOn: fact.type === 'Opened' ? fact.data.dueOn : null }),
      schema: new Schema({ _id: String, dueOn: String }, { strict: false, versionKey: false }).index({ dueOn: 1 }),
    });
    backbone.views.add(dues);
    set((all) =>
      all.due(
        due<{ dueOn: string }>({ name: 'release', view: dues, field: 'dueOn', command: ({ _id }, at) => new Release(_id, { ...act, at }) }),
      ),
    );
    await open('past', '2026-01-02T23:59:59.999Z');
    await open('future', '2026-01-03T00:00:00.001Z');
    await until(() => asked.includes('past'));
    await new Promise((r) => setTimeout(r, 1300));
    expect(asked).toEqual(['past']);
  });
});
