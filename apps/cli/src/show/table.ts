import { colour, cut, say, width } from './print';

export type Column = Readonly<{ head: string /** Gives way when the terminal is too narrow. */; flexible?: true; right?: true }>;

const GAP = 2;
const LEAST = 8;

/** Rows under their heads, without lines between them, cut to the terminal. */
export const table = async (columns: readonly Column[], rows: readonly (readonly string[])[]): Promise<void> => {
  const { default: Table } = await import('cli-table3');
  const widths = fitted(columns, rows);
  const none = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  };
  const lines = new Table({
    head: columns.map(({ head }, i) => colour('bold', cut(head, widths[i]!))),
    chars: { ...none, left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' '.repeat(GAP) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
  });
  lines.push(...rows.map((row) => row.map((cell, i) => cut(cell, widths[i]!))));
  say(
    lines
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n'),
  );
};

const fitted = (columns: readonly Column[], rows: readonly (readonly string[])[]): number[] => {
  const widths = columns.map(({ head }, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const room = width() - GAP * (columns.length - 1);
  for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; ) {
    const widest = widths.reduce(
      (best, one, i) => (columns[i]!.flexible && one > LEAST && one > (widths[best] ?? 0) * (columns[best]!.flexible ? 1 : 0) ? i : best),
      columns.findIndex(({ flexible }) => flexible),
    );
    if (widest < 0 || widths[widest]! <= LEAST) break;
    const by = Math.min(over, widths[widest]! - LEAST);
    widths[widest]! -= by;
    over -= by;
  }
  return widths;
};
