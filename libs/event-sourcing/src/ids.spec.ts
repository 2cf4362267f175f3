import { idFrom, timedIdFrom } from './ids';

describe('ids made from names', () => {
  it('are the same for ever', () => {
    expect(idFrom('a', 'é')).toBe('e7308e4f-6aa6-8075-aa49-a043ed17c0d1');
    expect(timedIdFrom('2026-01-01T00:00:00.000Z', 'x')).toBe('019b76da-a800-7044-8162-7ca9fbac32f5');
  });

  it('are UUIDs of RFC 9562', () => {
    for (let i = 0; i < 200; i++) {
      expect(idFrom('name', String(i))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(timedIdFrom('1999-12-31T23:59:59.999Z', String(i))).toMatch(
        /^00dc6ac[0-9a-f]-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  it('tell names apart that are one text together', () => expect(idFrom('ab', 'c')).not.toBe(idFrom('a', 'bc')));

  it('sort by their time', () => {
    const times = ['1971-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2126-01-01T00:00:00.000Z'];
    const ids = times.map((at) => timedIdFrom(at, 'x'));
    expect([...ids].sort()).toEqual(ids);
  });
});
