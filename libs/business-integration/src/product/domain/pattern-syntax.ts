export type Takes = (character: string) => boolean;
export type Tree =
  | { is: 'take'; takes: Takes }
  | { is: 'start' }
  | { is: 'end' }
  | { is: 'sequence'; parts: readonly Tree[] }
  | { is: 'choice'; parts: readonly Tree[] }
  | { is: 'repeat'; part: Tree; least: number; most: number | null };

const MOST_TIMES = 1000;
const MOST_NESTED = 50;

class Refused extends Error {}

/** The pattern as a tree; `null` for what is no pattern, or needs more than we offer. */
export const parse = (text: string): Tree | null => {
  try {
    return new Reader([...text]).whole();
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
};

const word: Takes = (c) => /^\w$/.test(c);
const digit: Takes = (c) => c >= '0' && c <= '9';
const space: Takes = (c) => /^\s$/.test(c);
const not =
  (takes: Takes): Takes =>
  (c) =>
    !takes(c);
const CLASSES: Readonly<Record<string, Takes>> = { w: word, W: not(word), d: digit, D: not(digit), s: space, S: not(space) };
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };
const SPECIAL = '^$\\.*+?()[]{}|/-';

class Reader {
  private at = 0;
  private nested = 0;

  constructor(private readonly text: readonly string[]) {}

  whole(): Tree {
    const tree = this.choice();
    if (this.at < this.text.length) throw new Refused();
    return tree;
  }

  private peek(): string | undefined {
    return this.text[this.at];
  }
  private next(): string {
    const character = this.text[this.at++];
    if (character === undefined) throw new Refused();
    return character;
  }
  private takes(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  private choice(): Tree {
    if (++this.nested > MOST_NESTED) throw new Refused();
    const parts = [this.sequence()];
    while (this.takes('|')) parts.push(this.sequence());
    this.nested--;
    return parts.length === 1 ? parts[0]! : { is: 'choice', parts };
  }

  private sequence(): Tree {
    const parts: Tree[] = [];
    for (let c = this.peek(); c !== undefined && c !== '|' && c !== ')'; c = this.peek()) parts.push(this.repeated());
    return { is: 'sequence', parts };
  }

  private repeated(): Tree {
    const part = this.one();
    const times = this.times();
    if (times === null) return part;
    if (part.is === 'start' || part.is === 'end') throw new Refused();
    this.takes('?'); // lazy or greedy is all the same where only the whole counts
    if (this.times() !== null) throw new Refused();
    return { is: 'repeat', part, ...times };
  }

  private times(): { least: number; most: number | null } | null {
    if (this.takes('*')) return { least: 0, most: null };
    if (this.takes('+')) return { least: 1, most: null };
    if (this.takes('?')) return { least: 0, most: 1 };
    if (!this.takes('{')) return null;
    const least = this.number();
    const most = this.takes(',') ? (this.peek() === '}' ? null : this.number()) : least;
    if (!this.takes('}') || (most !== null && most < least)) throw new Refused();
    return { least, most };
  }

  private number(): number {
    let digits = '';
    while (this.peek() !== undefined && digit(this.peek()!)) digits += this.next();
    if (digits === '' || Number(digits) > MOST_TIMES) throw new Refused();
    return Number(digits);
  }

  private one(): Tree {
    const c = this.next();
    switch (c) {
      case '^':
        return { is: 'start' };
      case '$':
        return { is: 'end' };
      case '.':
        return { is: 'take', takes: (one) => one !== '\n' && one !== '\r' };
      case '(':
        return this.group();
      case '[':
        return { is: 'take', takes: this.set() };
      case '\\':
        return { is: 'take', takes: this.escaped() };
      case '*':
      case '+':
      case '?':
      case '{':
      case ')':
        throw new Refused();
    }
    return { is: 'take', takes: (one) => one === c };
  }

  private group(): Tree {
    if (this.takes('?') && !this.takes(':')) throw new Refused();
    const tree = this.choice();
    if (!this.takes(')')) throw new Refused();
    return tree;
  }

  /** After a backslash: a class, or one character. */
  private escaped(): Takes {
    const c = this.next();
    const known = CLASSES[c];
    if (known !== undefined) return known;
    const literal = this.literal(c);
    return (one) => one === literal;
  }

  private literal(c: string): string {
    const literal = CONTROLS[c] ?? (SPECIAL.includes(c) ? c : undefined);
    if (literal === undefined) throw new Refused();
    return literal;
  }

  private set(): Takes {
    const negated = this.takes('^');
    const members: Takes[] = [];
    while (!this.takes(']')) {
      const from = this.member();
      if (typeof from === 'function') members.push(from);
      else if (this.peek() === '-' && this.text[this.at + 1] !== ']') members.push(this.range(from));
      else members.push((c) => c === from);
    }
    const any: Takes = (c) => members.some((takes) => takes(c));
    return negated ? not(any) : any;
  }

  private range(from: string): Takes {
    this.next();
    const to = this.member();
    if (typeof to === 'function' || to.codePointAt(0)! < from.codePointAt(0)!) throw new Refused();
    return (c) => c.codePointAt(0)! >= from.codePointAt(0)! && c.codePointAt(0)! <= to.codePointAt(0)!;
  }

  private member(): string | Takes {
    const c = this.next();
    if (c !== '\\') return c;
    const escaped = this.next();
    return CLASSES[escaped] ?? this.literal(escaped);
  }
}
