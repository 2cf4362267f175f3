import { changesBetween } from './changes';

describe('what changed between two states', () => {
  it('is nothing between equals', () => expect(changesBetween({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]));
  it('names each value by its pointer', () =>
    expect(changesBetween({ a: { 'b/c': 1, same: true } }, { a: { 'b/c': 2, same: true } })).toEqual([
      { pointer: '/a/b~1c', from: 1, to: 2 },
    ]));
  it('shows what is not there as null', () =>
    expect(changesBetween({ gone: 1 }, { come: 'x' })).toEqual([
      { pointer: '/gone', from: 1, to: null },
      { pointer: '/come', from: null, to: 'x' },
    ]));
  it('compares lists place by place', () =>
    expect(changesBetween({ list: [1, 2] }, { list: [1, 3, 4] })).toEqual([
      { pointer: '/list/1', from: 2, to: 3 },
      { pointer: '/list/2', from: null, to: 4 },
    ]));
  it('shows a whole that took the place of nothing', () =>
    expect(changesBetween({ status: null }, { status: { at: 1 } })).toEqual([{ pointer: '/status', from: null, to: { at: 1 } }]));
});
