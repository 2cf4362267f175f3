import { type Database, ManyRows, prepareRows, type Statement } from '@causeway/sqlite';
import { type Receipt, RevisionConflict } from '../../event-store';
import { type Catalogue, Registrar, type StreamEntry } from './catalogue';
import { checksumOf, idOf, toFollowOf } from './fact-text';
import type { Placed } from './recent';

/** An append, ready to be written. */
export type Proposal = Readonly<{
  stream: string;
  /** -1: the stream has no events yet. */
  expected: number;
  texts: readonly string[];
}>;

/** What one transaction brings, and the rows of it. */
type Batch = { readonly placed: Placed[]; readonly facts: (string | number)[]; readonly streams: (string | number)[] };

const asExpected = (head: number) => (head < 0 ? 'none' : head);

/** Puts appends at the end of their streams and of the log, inside a transaction that somebody else begins and commits. */
export class Placing {
  private readonly facts: ManyRows;
  private readonly former: Statement;
  private readonly registrar: Registrar;

  constructor(
    private readonly db: Database,
    private readonly catalogue: Catalogue,
  ) {
    this.facts = new ManyRows(db, 'events', ['position', 'stream', 'revision', 'category', 'checksum', 'fact']);
    this.former = prepareRows(
      this.db,
      'SELECT position, fact FROM events WHERE stream = ? AND revision > ? AND revision <= ? ORDER BY revision',
    );
    this.registrar = new Registrar(catalogue, db);
  }

  /** Writes the facts of some appends; for each append its receipt, or why not. `head` is the position that they follow. */
  place(proposals: readonly Proposal[], head: number): { answers: (Receipt | RevisionConflict)[]; placed: Placed[] } {
    const batch: Batch = { placed: [], facts: [], streams: [] };
    const answers = proposals.map((proposal) => this.next(proposal, head, batch));
    this.registrar.write(batch.streams);
    this.facts.insert(batch.facts);
    return { answers, placed: batch.placed };
  }

  private next({ stream, expected, texts }: Proposal, head: number, { placed, facts, streams }: Batch): Receipt | RevisionConflict {
    const entry = this.catalogue.stream(stream);
    if (entry.head !== expected)
      return (
        this.formerReceipt(entry, stream, expected, texts, placed) ??
        new RevisionConflict(stream, asExpected(expected), asExpected(entry.head))
      );
    if (entry.id === 0) this.registrar.register(stream, entry, streams);
    for (const text of texts) {
      const revision = entry.head + 1;
      const position = head + placed.length + 1;
      placed.push({ position, stream, revision, category: entry.category, text });
      facts.push(position, entry.id, revision, entry.category, checksumOf(text, entry.checksum, revision), text);
      entry.head = revision;
    }
    return { revision: entry.head, position: head + placed.length };
  }

  /** The receipt of an append with the very same ids at the very same place, if there was one: on the record, or just `placed`. */
  private formerReceipt(
    entry: StreamEntry,
    stream: string,
    expected: number,
    texts: readonly string[],
    placed: readonly Placed[],
  ): Receipt | undefined {
    const revision = expected + texts.length;
    if (revision > entry.head) return undefined;
    const rows = this.former.all(entry.id, expected, revision) as unknown as [number, string][];
    for (const one of placed)
      if (one.stream === stream && one.revision > expected && one.revision <= revision) rows.push([one.position, one.text]);
    const same = rows.length === texts.length && rows.every(([, text], at) => isRepeat(text, texts[at]!));
    return same ? { revision, position: rows[rows.length - 1]![0] } : undefined;
  }
}

/** Same id, and as far from the end of its append: only the whole append again is a repeat of it. */
const isRepeat = (former: string, text: string) => idOf(former) === idOf(text) && toFollowOf(former) === toFollowOf(text);
