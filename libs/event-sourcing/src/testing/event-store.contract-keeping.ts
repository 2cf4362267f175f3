import type { Json } from '../model';
import { asProposed, ids, proposed, type Subject } from './event-store.contract-kit';

const nested = (depth: number): Json => (depth === 0 ? 'bottom' : depth % 2 ? [nested(depth - 1)] : { deeper: nested(depth - 1) });

export const keepingContract = (subject: Subject): void => {
  describe('keeping what was written', () => {
    const kept = async (data: Json) => {
      const stream = subject.stream();
      await subject.given(stream, proposed(data));
      return (await subject.store.read(stream))[0]?.data;
    };
    const comesBack = (name: string, data: Json) => it(`gives back ${name}`, async () => expect(await kept(data)).toEqual(data));

    comesBack('an empty object', {});
    comesBack('null', null);
    comesBack('a plain text', 'text');
    comesBack('the empty text', '');
    comesBack('a number', 42);
    comesBack('a list of everything', [1, 'two', null, true, false, {}, [], { a: [{ b: null }] }]);
    comesBack('texts of all scripts', {
      a: 'Příliš žluťoučký kůň',
      b: '日本語',
      c: 'עברית',
      d: '👩‍👩‍👧‍👦 🏳️‍🌈',
      e: 'e\u0301',
      f: '\u2028\u2029',
    });
    comesBack('control characters, quotes and half a surrogate pair', ['\u0000\u0001\u001f', '"\\/\b\f\n\r\t', '\ud800']);
    comesBack('large, small and broken numbers', [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e308, 5e-324, 0.1, -1.5e-7]);
    comesBack('odd keys', { '': 1, constructor: 2, toString: 3, 'a.b': 4, $set: 5, ключ: 6 });
    comesBack('100 levels', nested(100));

    it('gives back a key named __proto__ as a key', async () => {
      const data = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
      const back = await kept(data);
      expect(JSON.stringify(back)).toBe(JSON.stringify(data));
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });
    it('leaves out members that are undefined', async () => {
      expect(Object.keys((await kept({ a: 1, b: undefined })) as object)).toEqual(['a']);
    });
    it('keeps the order of keys', async () => {
      expect(JSON.stringify(await kept({ z: 1, a: 2, m: 3 }))).toBe('{"z":1,"a":2,"m":3}');
    });
    it('keeps id, type, version, time and metadata, and adds the place', async () => {
      const stream = subject.stream();
      const meta = { tenantId: 'globex', actor: 'system:billing', correlationId: 'ç', causationId: 'd', requestId: 'request' };
      const event = proposed({ a: 1 }, { type: 'OrderReleased', schemaVersion: 3, occurredOn: '2031-12-31T23:59:59.999Z', meta });
      const { revision, position } = await subject.given(stream, event);
      expect(await subject.store.read(stream)).toEqual([{ ...event, stream, revision, position }]);
    });
    it('keeps each of several as it was', async () => {
      const stream = subject.stream();
      const events = [1, 2, 3].map((n) =>
        proposed({ n }, { type: `Happened${n}`, schemaVersion: n, occurredOn: `2026-01-0${n}T00:00:00.000Z` }),
      );
      await subject.given(stream, ...events);
      expect((await subject.store.read(stream)).map(asProposed)).toEqual(events);
    });
    it('gives the same fact whichever way it is read', async () => {
      const category = subject.category();
      const stream = subject.stream(category);
      const before = await subject.store.head();
      await subject.given(stream, proposed({ text: 'ž', list: [1, { a: null }] }));
      const [fact] = await subject.store.read(stream);
      expect((await subject.store.readBackwards(stream, { limit: 1 }))[0]).toEqual(fact);
      expect(await subject.all([category], before)).toEqual([fact]);
      expect((await subject.listen({ after: before, categories: [category] }, (facts) => facts.length === 1)).facts).toEqual([fact]);
    });
    it('keeps everything over a restart', async () => {
      const category = subject.category();
      const streams = [subject.stream(category), subject.stream(category)];
      const before = await subject.store.head();
      for (const stream of [...streams, ...streams]) await subject.given(stream, proposed({ stream }), proposed());
      const facts = await subject.all([category], before);
      const head = await subject.store.head();
      const again = await subject.reopened();
      expect(await subject.all([category], before)).toEqual(facts);
      expect(await again.head()).toBeGreaterThanOrEqual(head);
      expect((await again.append(streams[0]!, 3, [proposed()])).position).toBeGreaterThan(head);
    });
    it('takes odd names of streams, each for a stream of its own', async () => {
      const category = subject.category();
      const names = [
        'A',
        'a',
        'ä',
        'a b',
        'a/b',
        'a.b',
        'a-b',
        'a--b',
        'a%20b',
        "a'b",
        'a"b',
        'a\\b',
        '__proto__',
        '日本',
        '👩‍👩‍👧',
        'x'.repeat(200),
      ];
      const events = names.map((name) => proposed({ name }));
      await Promise.all(names.map((name, at) => subject.store.append(`${category}-${name}`, 'none', [events[at]!])));
      for (const [at, name] of names.entries()) expect(ids(await subject.store.read(`${category}-${name}`))).toEqual([events[at]!.id]);
    });
  });
};
