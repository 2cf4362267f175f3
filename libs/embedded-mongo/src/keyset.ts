import { type Bound, bind, type Paths, type Sql } from './bound';
import type { Condition } from './filter';
import type { TrackedPath } from './paths';

type Compare = Extract<Condition, { kind: 'compare' }>;
interface Step {
  readonly tracked: TrackedPath;
  readonly bound: Bound;
  readonly upwards: boolean;
}

const comparesOf = (condition: Condition): Compare[] | undefined => {
  if (condition.kind === 'compare') return [condition];
  if (condition.kind !== 'and') return undefined;
  return condition.parts.every((part) => part.kind === 'compare') ? (condition.parts as Compare[]) : undefined;
};

const isRange = ({ operator }: Compare): boolean => operator === '$gt' || operator === '$gte' || operator === '$lt' || operator === '$lte';

/**
 * Reads `{$or: [{a: {$lt: x}}, {a: x, b: {$lt: y}}]}` as the steps (a, x), (b, y): what stands after a known document in a sorted list.
 * Each branch repeats the values of the one before it as equalities and adds one comparison.
 */
function stepsOf(branches: readonly Condition[], paths: Paths): Step[] | undefined {
  const compares = branches.map(comparesOf);
  if (compares.includes(undefined)) return undefined;
  const sorted = (compares as Compare[][]).sort((a, b) => a.length - b.length);
  const steps: Step[] = [];
  for (const [at, branch] of sorted.entries()) {
    const ranges = branch.filter(isRange);
    const equal = branch.filter(({ operator }) => operator === '$eq');
    if (ranges.length !== 1 || equal.length !== at || branch.length !== at + 1) return undefined;
    for (const step of steps) {
      const same = equal.find(({ path }) => path === step.tracked.path);
      if (!same || bind(same.value)?.param !== step.bound.param) return undefined;
    }
    const { path, operator, value } = ranges[0]!;
    const tracked = paths(path);
    const bound = bind(value);
    if (!tracked || !bound || bound.kind === 0 || bound.kind === 8 || steps.some((step) => step.tracked === tracked)) return undefined;
    steps.push({ tracked, bound, upwards: operator === '$gt' || operator === '$gte' });
  }
  return steps;
}

/** SQL for "from this place on", which an index in that order can jump to; undefined when the branches are no such place. */
export function seekOf(branches: readonly Condition[], paths: Paths): Sql | undefined {
  const steps = branches.length > 1 ? stepsOf(branches, paths) : undefined;
  if (!steps) return undefined;
  const [first] = steps as [Step];
  // SQLite jumps by several columns only if all of them run the same way.
  const jump = steps.every((step) => step.upwards === first.upwards) ? steps : [first];
  const sign = first.upwards ? '>=' : '<=';
  const left = jump.map((step) => step.tracked.expression).join(', ');
  const right = jump.map((step) => step.bound.sql).join(', ');
  return { text: `(${left}) ${sign} (${right})`, params: jump.map((step) => step.bound.param), exact: false };
}

/**
 * Leaves out what a place in a sorted list says already: `{a: {$lte: x}}` beside the steps (a, x), (b, y). MongoDB needs it to find
 * the place in an index; SQLite would take it for one more condition, and a longer way that serves more of them.
 */
export function withoutRepeated(parts: readonly Condition[], paths: Paths): readonly Condition[] {
  const places = parts.flatMap((part) =>
    part.kind === 'or' && part.parts.length > 1 ? (stepsOf(part.parts, paths)?.slice(0, 1) ?? []) : [],
  );
  const isRepeated = (part: Condition): boolean => {
    if (part.kind !== 'compare') return false;
    const bound = bind(part.value);
    return places.some(
      (step) =>
        step.tracked.path === part.path &&
        part.operator === (step.upwards ? '$gte' : '$lte') &&
        bound?.kind === step.bound.kind &&
        bound.param === step.bound.param,
    );
  };
  return places.length === 0 ? parts : parts.filter((part) => !isRepeated(part));
}
