import type { Wire } from '../api/api';
import { say } from './print';
import { plain } from './tree';

/** Views whose documents are things that a timeline can be asked of. */
const KINDS: Readonly<Record<string, string>> = {
  'order-list': 'order',
  'subscription-list': 'subscription',
  'product-list': 'product',
  'integration-list': 'integration',
  'tenant-list': 'tenant',
};
const FIELDS = 5;
const DOCUMENTS = 100;

/** Each document that differs: under its name, and by what. */
export const sayDifferences = async (view: string, differences: readonly Wire[]): Promise<void> => {
  if (differences.length === 0) return;
  const { changesBetween } = await import('@causeway/support');
  say('  what the view has → what the record says');
  for (const { id, live, folded } of differences.slice(0, DOCUMENTS)) {
    say(`  ${nameOf(view, id, folded ?? live)}`);
    if (live === null || folded === null) say(`    ${live === null ? 'is missing in the view' : 'is not on the record'}`);
    else sayFields(changesBetween(live, folded));
  }
  if (differences.length > DOCUMENTS) say(`  and ${differences.length - DOCUMENTS} more: --json has them all`);
};

const nameOf = (view: string, id: string, document: Wire): string => {
  if (view === 'consumer-list' && document?.consumerCode) return `consumer:${document.consumerCode}`;
  const name = KINDS[view] ? `${KINDS[view]}:${id}` : id;
  return document?.orderNumber ? `${name}  ${document.orderNumber}` : name;
};

const sayFields = (changes: readonly Readonly<{ pointer: string; from: unknown; to: unknown }>[]): void => {
  for (const { pointer, from, to } of changes.slice(0, FIELDS)) say(`    ${pointer} ${plain(from)} → ${plain(to)}`);
  if (changes.length > FIELDS) say(`    and ${changes.length - FIELDS} more`);
};
