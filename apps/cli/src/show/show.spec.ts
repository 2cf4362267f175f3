import { itemLine } from './items';
import { colour } from './print';
import { bar } from './progress';
import { table } from './table';
import { tree } from './tree';

/** What a terminal of this width would get; null is no terminal. */
const on = async (columns: number | null, work: () => unknown): Promise<string> => {
  const { stdout } = process;
  const before = { isTTY: stdout.isTTY, columns: stdout.columns, write: stdout.write };
  let text = '';
  const write = (chunk: string) => {
    text += chunk;
    return true;
  };
  Object.assign(stdout, { isTTY: columns !== null, columns: columns ?? undefined, write });
  try {
    await work();
  } finally {
    Object.assign(stdout, before);
  }
  return text;
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
const bare = (text: string) => text.replace(/\u001b\[\d+m/g, '');

const columns = [{ head: 'id' }, { head: 'what', flexible: true }, { head: 'why', flexible: true }] as const;
const rows = [['0123456789', 'x'.repeat(60), 'y'.repeat(90)]];

describe('what people see', () => {
  it.each([60, 80, 120])('fits a terminal of %d', async (wide) => {
    const lines = bare(await on(wide, () => table(columns, rows))).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(wide);
    expect(lines[1]).toMatch(/^0123456789 {2}x+…? {2}y+…$/);
  });

  it('is whole without a terminal', async () =>
    expect(await on(null, () => table(columns, rows))).toContain(`${'x'.repeat(60)}  ${'y'.repeat(90)}`));

  it('has colours only on a terminal, and not where none are wanted', async () => {
    const write = () => process.stdout.write(colour('red', 'no'));
    expect(await on(80, write)).toBe('\u001b[31mno\u001b[0m');
    expect(await on(null, write)).toBe('no');
    process.env['NO_COLOR'] = '1';
    expect(await on(80, write)).toBe('no');
    delete process.env['NO_COLOR'];
  });

  it('shows a line of a timeline within the terminal', async () => {
    const data = { state: 'held', why: 'w'.repeat(200) };
    const item = {
      occurredOn: '2026-11-21T10:00:00.000Z',
      position: '7',
      kind: 'waiting',
      type: 'PlatformStore.OrderReleased',
      actor: 'system:x',
      data,
    };
    const line = bare(await on(100, () => process.stdout.write(itemLine(item))));
    expect(line.length).toBeLessThanOrEqual(100);
    expect(line).toMatch(/^2026-11-21 10:00:00.000 {7}7 {2}waiting {3}PlatformStore.OrderReleased {2}held: w+… {2}by system:x$/);
  });

  it('ends a line about a message with what it takes to act on it', () => {
    const told = { occurredOn: '2026-11-21T10:00:00.000Z', position: '7', actor: 'client:ada' };
    const message = { consumerCode: 'acme', messageId: '5b1f6f0e-57b2-8a3c-9c1d-3f1f0a9d7e11' };
    const attempt = { ...told, kind: 'delivery', type: 'X', data: { ...message, number: 1, status: 204, durationMs: 3 } };
    expect(itemLine(attempt)).toMatch(/X {2}try 1: 204 in 3 ms {2}to acme 5b1f6f0e-57b2-8a3c-9c1d-3f1f0a9d7e11$/);
    expect(itemLine({ ...attempt, kind: 'waiting', data: { ...message, state: 'held', why: 'w', replay: true } })).toMatch(
      /X {2}again held: w {2}to/,
    );
    const skipped = { ...told, kind: 'event', type: 'DeliverySkipped', data: { ...message, messageType: 'X', reason: 'settled' } };
    expect(itemLine(skipped)).toMatch(/DeliverySkipped {2}X settled {2}by client:ada {2}to acme 5b1f6f0e-57b2-8a3c-9c1d-3f1f0a9d7e11$/);
  });

  it('shows a state by names and values', () =>
    expect(tree({ id: 1, none: null, list: [], inner: { a: 'b' } })).toEqual(['id: 1', 'none: -', 'list: none', 'inner:', '  a: b']));

  it('draws no bar where nobody looks', async () => {
    const shown = await bar('rebuild');
    expect(() => shown.update(1, 2)).not.toThrow();
    expect(() => shown.stop()).not.toThrow();
  });
});
