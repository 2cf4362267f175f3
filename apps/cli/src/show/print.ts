import type { Wire } from '../api/api';

export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** Besides the answer: never mixed into what a program reads. */
export const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

export const json = (body: Wire): void => say(JSON.stringify(body, null, 2));

export const isTerminal = (): boolean => process.stdout.isTTY === true;

/** How wide a line may be; without a terminal nobody has to fit anything. */
export const width = (): number => (isTerminal() ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY);

const COLOURS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Colour = keyof typeof COLOURS;

/** Colours only on a terminal, and not where `NO_COLOR` asks for none. */
export const colour = (name: Colour, text: string): string =>
  isTerminal() && !process.env['NO_COLOR'] ? `\u001b[${COLOURS[name]}m${text}\u001b[0m` : text;

/** Cut to a width, with a sign that there is more. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`);

/** `2026-11-21T10:00:00.000Z` as people read it; always UTC. */
export const time = (iso: string | null): string => (iso === null ? '' : iso.replace('T', ' ').replace('Z', ''));
