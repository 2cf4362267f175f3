import type { Tree } from './pattern-syntax';

export type Step =
  | { do: 'take'; takes: (character: string) => boolean }
  | { do: 'jump'; to: readonly number[] }
  | { do: 'start' }
  | { do: 'end' }
  | { do: 'match' };
export type Program = readonly Step[];

/** With an answer of 500 characters, a few milliseconds at worst. */
const MAX_STEPS = 600;

class TooLong extends Error {}

/** The tree as a program of steps; `null` when its repetitions make it too long. */
export const compile = (tree: Tree): Program | null => {
  const steps: Step[] = [];
  try {
    emit(tree, steps);
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
  return [...steps, { do: 'match' }];
};

const push = (steps: Step[], step: Step): number => {
  if (steps.length >= MAX_STEPS) throw new TooLong();
  return steps.push(step) - 1;
};

const emit = (tree: Tree, steps: Step[]): void => {
  switch (tree.is) {
    case 'take':
      push(steps, { do: 'take', takes: tree.takes });
      return;
    case 'start':
    case 'end':
      push(steps, { do: tree.is });
      return;
    case 'sequence':
      for (const part of tree.parts) emit(part, steps);
      return;
    case 'choice': {
      const fork = push(steps, { do: 'jump', to: [] });
      const starts: number[] = [];
      const leaps: number[] = [];
      for (const part of tree.parts) {
        starts.push(steps.length);
        emit(part, steps);
        leaps.push(push(steps, { do: 'jump', to: [] }));
      }
      steps[fork] = { do: 'jump', to: starts };
      for (const leap of leaps) steps[leap] = { do: 'jump', to: [steps.length] };
      return;
    }
    case 'repeat':
      repeat(tree.part, tree.least, tree.most, steps);
  }
};

const repeat = (part: Tree, least: number, most: number | null, steps: Step[]): void => {
  for (let i = 0; i < least; i++) emit(part, steps);
  if (most === null) {
    const fork = push(steps, { do: 'jump', to: [] });
    emit(part, steps);
    push(steps, { do: 'jump', to: [fork] });
    steps[fork] = { do: 'jump', to: [fork + 1, steps.length] };
    return;
  }
  const forks: number[] = [];
  for (let i = least; i < most; i++) {
    forks.push(push(steps, { do: 'jump', to: [] }));
    emit(part, steps);
  }
  for (const fork of forks) steps[fork] = { do: 'jump', to: [fork + 1, steps.length] };
};
