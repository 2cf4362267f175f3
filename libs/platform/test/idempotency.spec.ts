import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStore, StoreUnavailable } from '@causeway/event-sourcing';
import { effects, someKey, startTiny, type Tiny } from './tiny-app';

let tiny: Tiny;
let token: string;
beforeAll(async () => {
  tiny = await startTiny();
  token = await tiny.token();
});
afterAll(() => tiny.stop());
afterEach(() => {
  effects.before = async () => {};
  effects.after = async () => {};
});

const post = (key: string, body: unknown, options: { token?: string; path?: string; at?: Tiny } = {}) =>
  (options.at ?? tiny).call('POST', options.path ?? '/api/v1/things', {
    token: options.token ?? token,
    body,
    headers: { 'idempotency-key': key },
  });
const told = ({ status, headers, text }: Awaited<ReturnType<typeof post>>) => [
  status,
  text,
  ...['etag', 'location', 'causeway-position', 'content-type'].map((name) => headers.get(name)),
];
const replayed = ({ headers }: Awaited<ReturnType<typeof post>>) => headers.get('idempotency-replayed');

describe('the same request twice', () => {
  it('has one effect and one answer, byte for byte', async () => {
    const key = someKey();
    const runs = effects.runs;
    const first = await post(key, { name: 'one' });
    const second = await post(key, { name: 'one' });
    expect(first.status).toBe(201);
    expect(told(second)).toEqual(told(first));
    expect([replayed(first), replayed(second)]).toEqual([null, 'true']);
    expect(effects.runs - runs).toBe(1);
  });

  it('has one effect at fifty at once', async () => {
    const key = someKey();
    const runs = effects.runs;
    effects.before = () => new Promise((resolve) => setTimeout(resolve, 50));
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(key, { name: 'fifty' })));
    expect(effects.runs - runs).toBe(1);
    expect(new Set(answers.map((one) => JSON.stringify(told(one)))).size).toBe(1);
    expect(answers.filter((one) => replayed(one) === null)).toHaveLength(1);
  });

  it('is another request with another body, path or query', async () => {
    const key = someKey();
    await post(key, { name: 'a' });
    for (const [body, path] of [
      [{ name: 'b' }, '/api/v1/things'],
      [{ name: 'a' }, '/api/v1/things?x=1'],
      [{ name: 'a' }, '/api/v1/things/big'],
    ] as const) {
      const { status, body: problem } = await post(key, body, { path });
      expect([status, problem['code']]).toEqual([422, 'idempotency.key-reused']);
    }
  });

  it("is another caller's own", async () => {
    const key = someKey();
    const mine = await post(key, { name: 'a' });
    const theirs = await post(key, { name: 'b' }, { token: await tiny.token('bob') });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
  });

  it('remembers refusals by rules, in a handler and before one', async () => {
    for (const [path, body] of [['/api/v1/things', { name: 'refused' }]] as const) {
      const key = someKey();
      const first = await post(key, body, { path });
      const runs = effects.runs;
      expect(first.status).toBe(422);
      expect(told(await post(key, body, { path }))).toEqual(told(first));
      expect(effects.runs).toBe(runs);
    }
  });

  it('does not remember faults of form, so that they can be mended', async () => {
    const key = someKey();
    expect((await post(key, { name: 7 })).status).toBe(400);
    expect((await post(key, { name: 'mended' })).status).toBe(201);
    const other = someKey();
    expect((await post(other, {}, { path: '/api/v1/things/role' })).status).toBe(403);
    expect((await post(other, {}, { path: '/api/v1/things/action' })).status).toBe(200);
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(256)])('refuses the key %.20j', async (key) => {
    const response = await tiny.call('POST', '/api/v1/things', {
      token,
      body: { name: 'a' },
      headers: { 'idempotency-key': encodeURI(key) === key ? key : 'a b' },
    });
    expect(response.status).toBe(400);
  });

  it('keeps answers of any length', async () => {
    const key = someKey();
    const big = await tiny.store.head();
    expect(big).toBeGreaterThan(0);
    const first = await post(key, { name: 'x'.repeat(200) });
    expect(told(await post(key, { name: 'x'.repeat(200) }))).toEqual(told(first));
  });

  it('forgets an answer with a secret at its first use', async () => {
    const key = someKey();
    const body = { name: 'secret-of-bob' };
    const first = await post(key, body);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(told(await post(key, body))).toEqual(told(first));
    const kept = JSON.stringify(await tiny.store.readAll({ after: 0, categories: ['request'], limit: 1000 }));
    expect(kept).not.toContain((first.body as { secret?: string }).secret);
    await tiny.token('bob');
    const gone = await post(key, body);
    expect([gone.status, gone.body['code']]).toEqual([409, 'idempotency.answer-gone']);
  });
});

describe('after a crash', () => {
  it('goes on under the claimed ids, also when the effect was had', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-crash-'));
    const before = await startTiny({ folder, keep: true });
    const mine = await before.token();
    const key = someKey();
    // The effect is on the record; the answer never gets there.
    effects.after = async () => {
      throw new StoreUnavailable('cut off');
    };
    const first = await post(key, { name: 'crash' }, { at: before, token: mine });
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
    await before.stop();
    effects.after = async () => {};

    const after = await startTiny({ folder, keep: true });
    const again = await post(key, { name: 'crash' }, { at: after, token: mine });
    expect(again.status).toBe(201);
    expect(told(await post(key, { name: 'crash' }, { at: after, token: mine }))).toEqual(told(again));
    const { facts } = await after.store.readAll({ after: 0, categories: ['thing'], limit: 100 });
    expect(facts.filter((fact) => (fact.data as { name: string }).name === 'crash')).toHaveLength(1);
    expect(facts[0]!.data).toMatchObject({ secret: again.body['secret'] });
    expect(again.body['at']).toBe(facts[0]!.occurredOn);
    await after.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers 503 when the answer cannot be put on the record, and the retry finds the effect', async () => {
    let cut = false;
    const gate = (store: EventStore) =>
      new Proxy(store, {
        get(target, name) {
          const value = Reflect.get(target, name);
          if (name !== 'append') return typeof value === 'function' ? value.bind(target) : value;
          return async (stream: string, expected: never, facts: readonly { type: string }[]) => {
            if (cut && facts.some((fact) => fact.type === 'RequestAnswered')) throw new StoreUnavailable('full');
            return target.append(stream, expected, facts as never);
          };
        },
      });
    const other = await startTiny({ wrap: gate });
    const mine = await other.token();
    const key = someKey();
    cut = true;
    const first = await post(key, { name: 'cut' }, { at: other, token: mine });
    expect([first.status, first.headers.get('etag'), first.body['code']]).toEqual([503, null, 'store.unavailable']);
    cut = false;
    const again = await post(key, { name: 'cut' }, { at: other, token: mine });
    expect(again.status).toBe(201);
    const { facts } = await other.store.readAll({ after: 0, categories: ['thing'], limit: 100 });
    expect(facts).toHaveLength(1);
    await other.stop();
  });
});
