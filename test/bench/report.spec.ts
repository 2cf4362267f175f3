import { growth, summary } from './kit/stats.mjs';
import { page, print, table, withTable } from './report.mjs';

const figure = (id: string, unit: string, values: number[]) => ({ id, label: `${id} <here>`, unit, ...summary(values), values });
const points = [10, 100, 1000].map((size) => ({ size, cost: size ** 2 }));
const append = {
  bench: 'append',
  quick: false,
  rounds: 3,
  seconds: 7,
  startedOn: '2026-11-22T10:00:00.000Z',
  machine: { cpus: 2, model: 'A & B', disk: 'disk' },
  versions: { causeway: 'abc', node: '20.0.0' },
  figures: [figure('command', 'events/s', [900, 1000, 1200]), figure('emmett', 'events/s', [100, 110, 120]), figure('size', 'MiB', [3])],
  ratios: [
    { id: 'r', label: 'commands to emmett', ...summary([9, 10, 11]), goal: 5, atLeast: true, met: true },
    { id: 's', label: 'commands to raw', ...summary([0.4]), goal: 0.6, atLeast: true, met: false },
    { id: 't', label: 'told only', ...summary([2]), goal: null, atLeast: true, met: null },
  ],
  curves: [{ id: 'c', label: 'a curve', unit: 'ms', points, ...growth(points) }],
  found: ['nothing lost'],
};
const found = { startedOn: append.startedOn, benches: { append }, failed: ['deliver'] };

describe('The table', () => {
  const lines = table(found).split('\n');
  it('tells each figure with how far its rounds lie apart', () =>
    expect(lines).toContain('| append | command <here> | 1,000 events/s (900 to 1,200) | | |'));
  it('tells which goals are met and which are missed', () => {
    expect(lines).toContain('| append | commands to emmett | × 10.0 (9.00 to 11.0) | ≥ 5 | met |');
    expect(lines).toContain('| append | commands to raw | × 0.40 | ≥ 0.6 | **missed** |');
    expect(lines).toContain('| append | told only | × 2.00 |  |  |');
  });
  it('tells a curve that bends upward', () => expect(lines.find((line) => line.includes('a curve'))).toContain('**bends upward**'));
  it('tells what was found, and what was not measured', () => {
    expect(lines).toContain('- append: nothing lost');
    expect(lines).toContain('- Not measured, for they failed: deliver.');
  });
  it('warns of a short form', () => {
    expect(table(found)).not.toContain('Short forms');
    expect(table({ ...found, benches: { append: { ...append, quick: true } } })).toContain(
      'Short forms, so good for no conclusion: append.',
    );
  });
});

describe('The table in a page', () => {
  const around = 'Before.\n\n<!-- bench:begin -->\nof yesterday\n<!-- bench:end -->\n\nAfter.\n';
  it('takes the place of the one before, and of nothing else', () => {
    const now = withTable(around, table(found));
    expect(now.startsWith('Before.\n\n<!-- bench:begin -->\nMeasured')).toBe(true);
    expect(now.endsWith('<!-- bench:end -->\n\nAfter.\n')).toBe(true);
    expect(now).not.toContain('of yesterday');
    expect(withTable(now, table(found))).toBe(now);
  });
  it('is put at the end where there was none', () => expect(withTable('Before.\n', 'part')).toBe('Before.\n\npart\n'));
});

describe('The page with charts', () => {
  const html = page(found);
  it('fetches nothing and runs nothing', () => expect(html).not.toMatch(/<script|<link|src=|url\(|https?:/));
  it('has a chart for each unit and each curve', () => expect(html.match(/<svg /g)).toHaveLength(3));
  it('draws no number that is none', () => expect(html).not.toMatch(/NaN|Infinity|undefined/));
  it('keeps text text', () => {
    expect(html).toContain('command &lt;here&gt;');
    expect(html).toContain('A &amp; B');
  });
  it('says which goals are missed', () => expect(html).toContain('<td class="bad">missed</td>'));
});

describe('What is printed', () => {
  it('has each figure, goal and finding', () => {
    const text = print(append);
    expect(text).toContain('commands to raw: × 0.40, goal ≥ 0.6: MISSED');
    expect(text).toContain('(×1.00), 10,000 ms at 100 (×100.00)');
    expect(text).toContain('found: nothing lost');
  });
});
