import fc from 'fast-check';
import { judgeAnswers } from './form';
import { isPattern, matches } from './pattern';
import type { FormField } from './product.events';

const field = (more: Partial<FormField>): FormField => ({ name: 'f', label: 'F', type: 'text', required: false, ...more });
const fault = (one: Partial<FormField>, answer: unknown) => judgeAnswers([field(one)], { f: answer }).faults[0]?.message ?? null;

describe('answers', () => {
  it.each([
    ['text', 'anything', 7],
    ['email', 'ada@acme.example', 'ada@'],
    ['number', 7.5, '7'],
    ['boolean', false, 'false'],
    ['domain', 'crm.acme.example', 'crm'],
    ['country', 'CZ', 'cz'],
    ['phone', '+420 123 456', 'call me'],
  ] as const)('of type %s', (type, right, wrong) => {
    expect(fault({ type }, right)).toBeNull();
    expect(fault({ type }, wrong)).toMatch(/^must be/);
  });
  it('of a select are one of its options', () => {
    expect(fault({ type: 'select', options: ['S'] }, 'S')).toBeNull();
    expect(fault({ type: 'select', options: ['S'] }, 'L')).toBe('must be one of the options');
  });
  it('must be given where required, and are dropped when empty elsewhere', () => {
    for (const nothing of [null, '', undefined]) expect(fault({ required: true }, nothing)).toBe('must be answered');
    expect(judgeAnswers([field({})], { f: '' })).toEqual({ answers: [], faults: [] });
    expect(judgeAnswers([field({ type: 'boolean', required: true })], { f: false }).answers).toHaveLength(1);
  });
  it('are pointed at by JSON Pointers', () =>
    expect(judgeAnswers([], { 'a/b~c': 1, toString: 2 }).faults.map(({ pointer }) => pointer)).toEqual([
      '/answers/a~1b~0c',
      '/answers/toString',
    ]));
  it('must be all of what a pattern says', () => {
    expect(fault({ pattern: '[a-z]+' }, 'abc')).toBeNull();
    expect(fault({ pattern: '[a-z]+' }, 'abc1')).toBe('does not have the form that is asked for');
  });
});

describe('patterns', () => {
  it.each([
    '(',
    'a**',
    '[b-a]',
    '[a',
    'a{2,1}',
    '\\',
    '(?=a)',
    '(?<n>a)',
    '\\1',
    '\\b',
    'a{5000}',
    '((a{100}){100}){100}',
    '('.repeat(100),
    'x'.repeat(501),
  ])('refuse %s', (pattern) => expect(isPattern(pattern)).toBe(false));

  it('say the same as regular expressions do', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\.', '1', '[a-c\\d]', '-');
    const pattern = fc.letrec<{ whole: string }>((tie) => ({
      whole: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        atom,
        fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => `${a}${b}`),
        fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => `(${a}|${b})`),
        fc.tuple(tie('whole'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,}', '*?')).map(([a, times]) => `(?:${a})${times}`),
        tie('whole').map((a) => `(^${a}$|)`),
      ),
    })).whole;
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', '-'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (p, t) => expect([p, t, matches(p, t)]).toEqual([p, t, new RegExp(`^(?:${p})$`).test(t)])),
      { numRuns: 2000 },
    );
  });

  it('take no longer for being hostile', () => {
    const started = performance.now();
    for (const hostile of ['(a+)+$', '(a|a)*b', '(a|aa)+$', '(.*)*x', '(a?){50}a{50}!{2}', '([a-z]+)*1'])
      expect(matches(hostile, `${'a'.repeat(499)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
