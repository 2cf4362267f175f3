import { compile, type Program } from './pattern-program';
import { parse } from './pattern-syntax';

/**
 * Patterns of purchase forms come from vendors and are tried on what customers write, so neither may hold up the process:
 * they are run by simulating all ways at once (Thompson), in time that grows with text × pattern and never doubles with it.
 * The syntax is that of regular expressions without what needs backtracking: no look-around, no back-references, no `\b`.
 * As in HTML, a pattern must match the whole answer.
 */
export const MAX_PATTERN = 500;
const REMEMBERED = 500;
const programs = new Map<string, Program | null>();

/** Whether this is a pattern that we take. */
export const isPattern = (text: string): boolean => programOf(text) !== null;

/** Whether the whole text is what the pattern describes; a pattern that we would not take matches nothing. */
export const matches = (pattern: string, text: string): boolean => {
  const program = programOf(pattern);
  return program !== null && run(program, [...text]);
};

const programOf = (text: string): Program | null => {
  const known = programs.get(text);
  if (known !== undefined) return known;
  const program = text.length > MAX_PATTERN ? null : compiled(text);
  if (programs.size >= REMEMBERED) programs.clear();
  if (text.length <= MAX_PATTERN) programs.set(text, program);
  return program;
};

const compiled = (text: string): Program | null => {
  const tree = parse(text);
  return tree === null ? null : compile(tree);
};

const run = (program: Program, text: readonly string[]): boolean => {
  let states = follow(program, [0], 0, text.length);
  for (let i = 0; i < text.length && states.length > 0; i++) {
    const next: number[] = [];
    for (const state of states) {
      const step = program[state]!;
      if (step.do === 'take' && step.takes(text[i]!)) next.push(state + 1);
    }
    states = follow(program, next, i + 1, text.length);
  }
  return states.some((state) => program[state]!.do === 'match');
};

/** Every state that can be reached without taking a character. */
const follow = (program: Program, from: readonly number[], at: number, end: number): number[] => {
  const seen = new Set<number>();
  const todo = [...from];
  while (todo.length > 0) {
    const state = todo.pop()!;
    if (seen.has(state)) continue;
    seen.add(state);
    const step = program[state]!;
    if (step.do === 'jump') todo.push(...step.to);
    else if ((step.do === 'start' && at === 0) || (step.do === 'end' && at === end)) todo.push(state + 1);
  }
  return [...seen];
};
