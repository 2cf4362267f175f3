import { subjectOf } from './subject';

describe('the name of a thing', () => {
  it.each(['order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55', 'order:202611220045', 'consumer:acme.crm', 'record:items:7'])(
    'may be %s',
    (name) => expect(subjectOf(name)).toBe(name),
  );
  it.each([
    ['202611220045', 'An order is named order:202611220045'],
    ['0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55', 'A thing is named by its kind and its id: order:0190f7a2-7d5c-7a11-b9a3-2f0c5be21c55,'],
    ['acme', 'acme is no name of a thing'],
    ['', 'Nothing is no name of a thing'],
    ['order:', 'order: is no name of a thing'],
  ])('is not %s, and says what to type', (text, sentence) => expect(() => subjectOf(text)).toThrow(sentence));
});
