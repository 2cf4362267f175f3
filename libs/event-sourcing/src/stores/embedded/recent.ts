import type { Stretch } from '../../event-store';
import type { Stored } from '../../model';
import { toStored } from './fact-text';

/** A fact that was just placed in the log. */
export type Placed = {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly category: number;
  readonly text: string;
  /** Parsed once for all subscribers, when the first one wants it; from the text, so that live is what a later read gives. */
  fact?: Stored;
};

const FACTS_KEPT = 8_192;
const CHARACTERS_KEPT = 8 * 1024 * 1024;

/**
 * The newest stretch of the log, in memory: what live subscribers are fed from. Each subscriber has only its place, so
 * memory is bounded however many and however slow they are; one that falls out at the old end reads the file.
 */
export class Recent {
  /** Without gaps: the fact at position p is at `facts[p - first]`. */
  private facts: Placed[] = [];
  private first: number;
  private characters = 0;

  constructor(head: number) {
    this.first = head + 1;
  }

  /** Starts anew after a position that was reached without us. */
  restart(head: number): void {
    this.facts = [];
    this.characters = 0;
    this.first = head + 1;
  }

  add(placed: readonly Placed[]): void {
    for (const one of placed) {
      this.facts.push(one);
      this.characters += one.text.length;
    }
    // Thrown away by the half: cutting one off the front of an array with each commit would cost its length.
    if (this.facts.length > FACTS_KEPT || this.characters > CHARACTERS_KEPT) this.forgetOlderHalf();
  }

  reaches(after: number): boolean {
    return after >= this.first - 1;
  }

  /** One stretch after a position that this memory `reaches`. */
  stretch(after: number, categories: readonly number[] | undefined, limit: number): Stretch {
    const facts: Stored[] = [];
    let at = after - this.first + 1;
    for (; at < this.facts.length && facts.length < limit; at++) {
      const placed = this.facts[at]!;
      if (categories && !categories.includes(placed.category)) continue;
      placed.fact ??= toStored(placed.text, placed.stream, placed.revision, placed.position);
      facts.push(placed.fact);
    }
    return { facts, position: this.first + at - 1, caughtUp: at >= this.facts.length };
  }

  private forgetOlderHalf(): void {
    let kept = this.facts.length;
    let characters = 0;
    while (kept > 0 && this.facts.length - kept < FACTS_KEPT / 2 && characters < CHARACTERS_KEPT / 2) {
      kept -= 1;
      characters += this.facts[kept]!.text.length;
    }
    this.facts = this.facts.slice(kept);
    this.first += kept;
    this.characters = characters;
  }
}
