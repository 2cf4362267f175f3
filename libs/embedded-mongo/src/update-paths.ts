import { testOf } from './engine';
import { serverError } from './errors';
import { isPlainObject } from './filter';
import type { Doc } from './values';

export interface Place {
  readonly holder: Doc | unknown[];
  readonly key: string;
}

export interface Matching {
  readonly filter: Doc;
  readonly arrayFilters: readonly Doc[];
}

const badValue = (message: string): Error => serverError(2, 'BadValue', message);

/** What the filter says of the members of the array: each condition turned to look at one member. */
function conditionsOn(filter: Doc, array: string): ((member: unknown) => boolean)[] {
  return Object.entries(filter).flatMap(([key, condition]): ((member: unknown) => boolean)[] => {
    if (key === '$and') return (condition as Doc[]).flatMap((each) => conditionsOn(each, array));
    if (key === array) {
      const test = testOf({ members: condition });
      return [(member) => test({ members: [member] })];
    }
    if (!key.startsWith(`${array}.`)) return [];
    const test = testOf({ [key.slice(array.length + 1)]: condition });
    return [(member) => isPlainObject(member) && test(member)];
  });
}

/** The places in an array that `$`, `$[]` or `$[name]` mean. */
function membersMeant(list: unknown[], mark: string, array: string, { filter, arrayFilters }: Matching): number[] {
  const all = [...list.keys()];
  if (mark === '$[]') return all;
  if (mark === '$') {
    const conditions = conditionsOn(filter, array);
    const found = all.find((i) => conditions.every((holds) => holds(list[i])));
    if (conditions.length === 0 || found === undefined) {
      throw badValue('The positional operator did not find the match needed from the query.');
    }
    return [found];
  }
  const name = mark.slice(2, -1);
  const wanted = arrayFilters.find((each) => namesIn(each).has(name));
  if (!wanted) throw badValue(`No array filter found for identifier '${name}' in path '${array}.${mark}'`);
  const test = testOf(wanted);
  return all.filter((i) => test({ [name]: list[i] }));
}

function namesIn(filter: Doc): Set<string> {
  return new Set(
    Object.entries(filter).flatMap(([key, value]) =>
      key.startsWith('$') ? (value as Doc[]).flatMap((each) => [...namesIn(each)]) : [key.split('.')[0]!],
    ),
  );
}

const isMark = (segment: string): boolean => segment === '$' || segment.startsWith('$[');

/**
 * The places that a path of an update means. Documents on the way are made if `create`; otherwise a way that does not exist leads nowhere.
 */
export function placesOf(doc: Doc, path: string, matching: Matching, create: boolean): Place[] {
  const segments = path.split('.');
  const walk = (holder: Doc | unknown[], at: number): Place[] => {
    const segment = segments[at]!;
    if (isMark(segment)) {
      const array = segments.slice(0, at).join('.');
      if (!Array.isArray(holder)) throw badValue(`The path '${array}' must exist in the document in order to apply array updates.`);
      return membersMeant(holder, segment, array, matching).flatMap((i) => step(holder, String(i), at));
    }
    if (Array.isArray(holder) && !/^\d+$/.test(segment)) {
      if (!create) return [];
      throw serverError(28, 'PathNotViable', `Cannot create field '${segment}' in element {${segments[at - 1] ?? ''}: an array}`);
    }
    return step(holder, segment, at);
  };
  const step = (holder: Doc | unknown[], key: string, at: number): Place[] => {
    if (at === segments.length - 1) return [{ holder, key }];
    let next = get({ holder, key });
    if (next === undefined) {
      if (!create) return [];
      next = {};
      set({ holder, key }, next);
    }
    if (!isPlainObject(next) && !Array.isArray(next)) {
      if (!create) return [];
      throw serverError(28, 'PathNotViable', `Cannot create field '${segments[at + 1]}' in element {${key}: ${JSON.stringify(next)}}`);
    }
    return walk(next, at + 1);
  };
  return walk(doc, 0);
}

export const get = ({ holder, key }: Place): unknown =>
  Array.isArray(holder) ? holder[Number(key)] : Object.hasOwn(holder, key) ? holder[key] : undefined;

export function set({ holder, key }: Place, value: unknown): void {
  if (!Array.isArray(holder)) {
    if (key === '__proto__') throw badValue('A field cannot be named __proto__');
    holder[key] = value;
    return;
  }
  while (holder.length < Number(key)) holder.push(null);
  holder[Number(key)] = value;
}

export function unset({ holder, key }: Place): void {
  if (!Array.isArray(holder)) delete holder[key];
  else if (Number(key) < holder.length) holder[Number(key)] = null;
}
