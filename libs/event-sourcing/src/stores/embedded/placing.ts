import { type Database, prepareRows, type Statement } from '@causeway/sqlite';
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

const asExpected = (head: number) => (head < 0 ? 'none' : head);

/** Puts one append at the end of its stream and of the log, inside a transaction that somebody else begins and commits. */
export class Placing {
  private readonly insert: Statement;
  private readonly former: Statement;
  private readonly registrar: Registrar;

  constructor(
    private readonly db: Database,
    private readonly catalogue: Catalogue,
  ) {
    this.insert = db.prepare('INSERT INTO events (position, stream, revision, category, checksum, fact) VALUES (?, ?, ?, ?, ?, ?)');
    this.former = prepareRows(
      this.db,
      'SELECT position, fact FROM events WHERE stream = ? AND revision > ? AND revision <= ? ORDER BY revision',
    );
    this.registrar = new Registrar(catalogue, db);
  }

  /** The receipt, or why not. What was placed is added to `placed`; `head` is the position that it follows. */
  place({ stream, expected, texts }: Proposal, head: number, placed: Placed[]): Receipt | RevisionConflict {
    const entry = this.catalogue.stream(stream);
    if (entry.head !== expected)
      return this.formerReceipt(entry, expected, texts) ?? new RevisionConflict(stream, asExpected(expected), asExpected(entry.head));
    if (entry.id === 0) this.registrar.register(stream, entry);
    let position = head;
    for (const text of texts) {
      const revision = entry.head + 1;
      position += 1;
      this.insert.run(position, entry.id, revision, entry.category, checksumOf(text, entry.checksum, revision), text);
      entry.head = revision;
      placed.push({ position, stream, revision, category: entry.category, text });
    }
    return { revision: entry.head, position };
  }

  /** The receipt of an append with the very same ids at the very same place, if there was one. */
  private formerReceipt(entry: StreamEntry, expected: number, texts: readonly string[]): Receipt | undefined {
    const revision = expected + texts.length;
    if (revision > entry.head) return undefined;
    const rows = this.former.all(entry.id, expected, revision) as unknown as [number, string][];
    const same = rows.length === texts.length && rows.every(([, text], at) => isRepeat(text, texts[at]!));
    return same ? { revision, position: rows[rows.length - 1]![0] } : undefined;
  }
}

/** Same id, and as far from the end of its append: only the whole append again is a repeat of it. */
const isRepeat = (former: string, text: string) => idOf(former) === idOf(text) && toFollowOf(former) === toFollowOf(text);
