import { arrived, compared, fingerprint, isWhole, told, unbroken } from './kit/checks.mjs';
import { alternate, growth, median, quantile, ratios, summary } from './kit/stats.mjs';

describe('The median', () => {
  it('is the middle one, whatever their order', () => expect(median([9, 1, 5])).toBe(5));
  it('lies between the two middle ones of an even number', () => expect(median([4, 1, 2, 8])).toBe(3));
  it('does not sort what it was given', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
  it('compares numbers, not their texts', () => expect(median([10, 9, 100])).toBe(10));
  it('refuses nothing', () => expect(() => median([])).toThrow('nothing'));
});

describe('A quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  it('is the value that this share lies at or below', () => {
    expect(quantile(hundred, 0.5)).toBe(50);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile(hundred, 1)).toBe(100);
    expect(quantile([7], 0.99)).toBe(7);
  });
});

describe('A summary', () => {
  it('tells the median and how far the rounds lie apart', () =>
    expect(summary([90, 100, 120])).toEqual({ median: 100, least: 90, most: 120, spread: 0.3, rounds: 3 }));
});

describe('Ratios', () => {
  it('are taken round by round', () => expect(ratios([10, 30], [5, 10])).toEqual([2, 3]));
  it('are refused when the rounds do not belong together', () => expect(() => ratios([1], [1, 2])).toThrow('beside'));
});

describe('Taking turns', () => {
  it('goes A B A B', async () => {
    const order: string[] = [];
    const side = (name: string) => async () => order.push(name);
    expect(await alternate(2, { a: side('a'), b: side('b') })).toEqual({ a: [1, 3], b: [2, 4] });
    expect(order).toEqual(['a', 'b', 'a', 'b']);
  });
});

describe('Growth', () => {
  const curve = (...costs: number[]) => growth([10, 1_000, 10_000].map((size, i) => ({ size, cost: costs[i] }))).verdict;
  it('is flat up to twice the first', () => expect(curve(100, 90, 200)).toBe('flat'));
  it('is straight when each further piece costs the same', () => expect(curve(11, 110, 1_010)).toBe('straight'));
  it('is straight when it flattens', () => expect(curve(10, 500, 900)).toBe('straight'));
  it('bends upward when each further piece costs more', () => expect(curve(10, 20, 1_000)).toBe('bends upward'));
  it('bends upward when it was falling first', () => expect(curve(100, 80, 300)).toBe('bends upward'));
});

describe('Documents beside a fold of the log', () => {
  const expected = new Map([
    ['a', fingerprint({ one: 1, two: { x: 1, y: 2 } })],
    ['b', fingerprint({ one: 2 })],
  ]);
  it('are equal whatever the order of their fields and what the store adds', async () => {
    const seen = await compared(expected, [
      ['a', { two: { y: 2, x: 1 }, one: 1, _id: 'a', _version: 3n.toString() }],
      ['b', { one: 2 }],
    ]);
    expect(seen).toEqual({ documents: 2, equal: 2, missing: 0, different: 0, unknown: 0 });
    expect(isWhole(seen)).toBe(true);
  });
  it('show what is missing, different and unknown', async () => {
    const seen = await compared(expected, [
      ['b', { one: 3 }],
      ['c', { one: 1 }],
    ]);
    expect(seen).toEqual({ documents: 2, equal: 0, missing: 1, different: 1, unknown: 1 });
    expect(isWhole(seen)).toBe(false);
    expect(told(seen)).toContain('1 missing');
  });
});

describe('What came to a receiver', () => {
  it('is counted once', () =>
    expect(
      arrived([
        ['order:1', 0, 'x'],
        ['order:1', 0, 'x'],
        ['order:2', 5, 'y'],
      ]),
    ).toEqual({ came: 2, again: 1, swapped: 0 }));
  it('is out of order only within its subject', () =>
    expect(
      arrived([
        ['order:1', 1, 'b'],
        ['order:1', 0, 'a'],
        ['order:2', 0, 'c'],
      ]),
    ).toEqual({ came: 3, again: 0, swapped: 1 }));
});

describe('Streams', () => {
  it('are unbroken when each has 0, 1, 2', () =>
    expect(
      unbroken([
        ['a', 0],
        ['b', 0],
        ['a', 1],
      ]),
    ).toBe(true));
  it.each([
    [
      [
        ['a', 0],
        ['a', 0],
      ],
    ],
    [
      [
        ['a', 0],
        ['a', 2],
      ],
    ],
    [[['a', 1]]],
  ] as [string, number][][][])('are broken by %j', (rows) => expect(unbroken(rows)).toBe(false));
});
