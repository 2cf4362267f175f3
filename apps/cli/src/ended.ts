/** How a command ends (spec 60, *CLI*). */
export const DONE = 0;
export const NEEDS_A_PERSON = 1;
export const WRONG_USAGE = 2;
export const UNKNOWN_SUBJECT = 3;
export const NOT_REACHABLE = 4;

/** Ends the command with one sentence on standard error. */
export class Ended extends Error {
  constructor(
    readonly code: number,
    sentence: string,
  ) {
    super(sentence);
    this.name = 'Ended';
  }
}
