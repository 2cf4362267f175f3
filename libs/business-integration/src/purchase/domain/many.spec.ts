import { including, type Many, withId, withoutId } from './many';

const ids = Array.from({ length: 1_000 }, (_, i) => `id-${i}`);

describe('many ids', () => {
  const all = ids.reduce<Many>(withId, []);

  it('are all there, in their order, and nobody else', () => {
    expect(all.flat()).toEqual(ids);
    expect(ids.every((id) => including(all, id))).toBe(true);
    expect(including(all, 'id-1000')).toBe(false);
  });

  it('with one more, or one less, are the same but for a row', () => {
    const [more, less] = [withId(all, 'one more'), withoutId(all, 'id-300')];
    expect(more.flat()).toEqual([...ids, 'one more']);
    expect(less.flat()).toEqual(ids.filter((id) => id !== 'id-300'));
    for (const after of [more, less]) expect(after.filter((row, i) => row !== all[i])).toHaveLength(1);
    expect(Math.max(...more.map(({ length }) => length))).toBeLessThanOrEqual(256);
  });

  it('without the last of them are none', () => {
    expect(ids.reduce<Many>(withoutId, all)).toEqual([]);
    expect(withoutId([], 'id-1')).toEqual([]);
  });
});
