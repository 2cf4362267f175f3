import type { Wire } from '../api/api';
import { colour } from './print';

/** A state as people read it: names and values, what belongs together indented. */
export const tree = (value: Wire, indent = ''): string[] => {
  if (Array.isArray(value)) return value.flatMap((one, i) => named(`- ${i}`, one, indent));
  return Object.entries(value as Record<string, Wire>).flatMap(([name, one]) => named(name, one, indent));
};

const named = (name: string, value: Wire, indent: string): string[] => {
  const head = `${indent}${colour('dim', `${name}:`)}`;
  if (value === null || typeof value !== 'object') return [`${head} ${plain(value)}`];
  const inner = tree(value, `${indent}  `);
  return inner.length === 0 ? [`${head} ${Array.isArray(value) ? 'none' : '{}'}`] : [head, ...inner];
};

export const plain = (value: Wire): string =>
  value === null || value === undefined ? '-' : typeof value === 'object' ? JSON.stringify(value) : String(value);
