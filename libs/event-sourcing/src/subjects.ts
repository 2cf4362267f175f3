import type { Event, Json, Recorded, Stored, Stream } from './model';

/**
 * A kind of thing that people ask about by its name, `order:{id}` (spec 00, *Conventions*; 60, *REST*). Its context says where
 * its facts are, who may know of it and how it is shown; whoever looks back (support) then needs to know nothing else of it.
 */
// biome-ignore lint/suspicious/noExplicitAny: a registry of things of every kind; each is used only with its own facts.
export type Subject<S = any, E extends Event = any> = Readonly<{
  /** What stands before the colon. */
  kind: string;
  /** The stream of the thing with this id; `null` when nothing can be called so. */
  stream: (id: string) => Stream<S, E> | null;
  /** Which id a thing has that people call by another name, such as a number on paper; `null` when nothing is called so. */
  calledElse?: (name: string) => Promise<string | null>;
  /** The tenants that share it: they, and the operator's support, may look at it. */
  sharers: (state: S, id: string) => readonly string[];
  /** How its context's doors would show it. */
  show: (state: S, revision: number) => object | Promise<object>;
  /** A fact's data as the doors would show it: no secrets, personal data opened while its key stands. As it is unless told. */
  data?: (fact: Recorded<E>, state: S) => Json | Promise<Json>;
  /** Names of data fields of its facts that hold personal data in the clear; masked where a story leaves the installation. */
  personal?: readonly string[];
  /** What lies in other streams and belongs to its story. */
  beside?: (id: string, state: S) => readonly Beside[];
}>;

/** Where a fact is. */
export type FactPlace = Readonly<{ stream: string; revision: number; position: number }>;

/** How a line of a timeline shows a fact; `occurredOn` where that is not the fact's own. */
export type ShownFact = Readonly<{ kind: 'event' | 'delivery'; type: string; data: Json; occurredOn?: string }>;

/** Something that has still to be told: it stands right behind the fact that it comes from. */
export type Waits = Readonly<{ stream: string; revision: number; type: string; data: Json }>;

/** A part of a thing's story that lies in other streams (spec 60): what somebody was told of it, say. */
export type Beside = Readonly<{
  /** All facts of one stream, or those that an index finds behind a position, ascending. */
  facts:
    | Readonly<{ stream: string }>
    | Readonly<{ category: string; index: string; find: (after: number, limit: number) => Promise<readonly FactPlace[]> }>;
  /** Only these of them. */
  wanted?: (fact: Stored) => boolean;
  /** The one tenant that is shown them, besides the operator; whoever shares the thing, unless told. */
  of?: string;
  /** How a line shows one of them; as it is, unless told. */
  show?: (fact: Recorded) => Promise<ShownFact>;
  waiting?: () => Promise<readonly Waits[]>;
}>;

export type Named = Readonly<{ kind: string; id: string; subject: Subject; stream: Stream<unknown, Event> }>;

/** Every kind of subject of the process; modules register theirs like views. */
export class Subjects {
  private readonly known = new Map<string, Subject>();

  add(...subjects: readonly Subject[]): void {
    for (const subject of subjects) {
      if (this.known.has(subject.kind)) throw new Error(`Two things are called ${subject.kind}.`);
      this.known.set(subject.kind, subject);
    }
  }

  kinds(): readonly string[] {
    return [...this.known.keys()];
  }

  /** What a name such as `order:{id}` stands for; `null` when there can be no such thing. */
  find(name: string): Named | null {
    const colon = name.indexOf(':');
    const [kind, id] = [name.slice(0, colon), name.slice(colon + 1)];
    const subject = colon > 0 && id !== '' ? this.known.get(kind) : undefined;
    const stream = subject?.stream(id);
    return subject && stream ? { kind, id, subject, stream } : null;
  }

  /** The same for a name that people gave: a kind may know its things by other names besides their ids, `order:{orderNumber}`. */
  async resolve(name: string): Promise<Named | null> {
    const found = this.find(name);
    if (found !== null) return found;
    const colon = name.indexOf(':');
    const kind = name.slice(0, Math.max(0, colon));
    const id = await this.known.get(kind)?.calledElse?.(name.slice(colon + 1));
    return id ? this.find(`${kind}:${id}`) : null;
  }

  /** The name under which everything is written down; what stands for nothing stays as it is. */
  async trueName(name: string): Promise<string> {
    const found = await this.resolve(name);
    return found === null ? name : `${found.kind}:${found.id}`;
  }
}

/** For the inference of a subject's own state and facts. */
export const subject = <S, E extends Event>(definition: Subject<S, E>): Subject<S, E> => Object.freeze(definition);
