// What must hold before a figure is printed: nothing lost, nothing doubled, nothing out of order, documents as a fold of the log has them.
import { createHash } from 'node:crypto';

export class WrongResult extends Error {
  constructor(what) {
    super(what);
    this.name = 'WrongResult';
  }
}

export const must = (holds, what) => {
  if (!holds) throw new WrongResult(what);
};

/** Keys in one order, dates and the like as JSON has them, so that two stores' documents can be put side by side. */
const canonical = (value) => {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, canonical(value[key])]),
  );
};

/** A fingerprint of a document without the fields that a store adds to it. */
export const fingerprint = (document) => {
  const bare = Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_')));
  return createHash('sha1')
    .update(JSON.stringify(canonical(JSON.parse(JSON.stringify(bare)))))
    .digest('base64');
};

/**
 * Puts documents beside what a fold of the log has: {documents, equal, missing, different, unknown}.
 * `expected`: Map of id to fingerprint; `found`: an async or plain iterable of [id, document].
 */
export const compared = async (expected, found) => {
  const seen = { documents: 0, equal: 0, missing: 0, different: 0, unknown: 0 };
  const met = new Set();
  for await (const [id, document] of found) {
    seen.documents++;
    if (!expected.has(id)) seen.unknown++;
    else if (expected.get(id) === fingerprint(document)) seen.equal++;
    else seen.different++;
    met.add(id);
  }
  for (const id of expected.keys()) if (!met.has(id)) seen.missing++;
  return seen;
};

export const isWhole = ({ missing, different, unknown }) => missing === 0 && different === 0 && unknown === 0;

export const told = ({ documents, equal, missing, different, unknown }) =>
  `${documents} documents: ${equal} as the log has them, ${different} different, ${missing} missing, ${unknown} that the log does not know`;

/**
 * What a receiver took down: `arrivals` are [subject, number, id] in the order of their coming. Answers how many ids came,
 * how many of them again, and how many came after a later one of their subject.
 */
export const arrived = (arrivals) => {
  const ids = new Set();
  const last = new Map();
  let [again, swapped] = [0, 0];
  for (const [subject, number, id] of arrivals) {
    if (ids.has(id)) {
      again++;
      continue;
    }
    ids.add(id);
    if (number < (last.get(subject) ?? Number.NEGATIVE_INFINITY)) swapped++;
    else last.set(subject, number);
  }
  return { came: ids.size, again, swapped };
};

/** Revisions of streams: each stream's own are 0, 1, 2 … with none twice and none left out. `rows`: [[stream, revision]] in log order. */
export const unbroken = (rows) => {
  const next = new Map();
  for (const [stream, revision] of rows) {
    if (revision !== (next.get(stream) ?? 0)) return false;
    next.set(stream, revision + 1);
  }
  return true;
};
