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

/** The widest of those that may give way does, a character at a time, until all fit or none can give more. */
const fitted = (columns: readonly Column[], rows: readonly (readonly string[])[]): number[] => {
  const widths = columns.map(({ head }, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const room = width() - GAP * (columns.length - 1);
  const flexible = columns.flatMap((column, i) => (column.flexible ? [i] : []));
  const sum = () => widths.reduce((all, one) => all + one, 0);
  while (sum() > room) {
    const widest = flexible.reduce<number | null>((best, i) => (best === null || widths[i]! > widths[best]! ? i : best), null);
    if (widest === null || widths[widest]! <= LEAST) break;
    widths[widest]! -= 1;
  }
  return widths;
};
