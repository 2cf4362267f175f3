import { AppendTooLarge, MAX_APPEND_BYTES, MAX_EVENT_BYTES, type Proposed } from '../../event-store';
import { toText } from './fact-text';

/** A character takes at most three bytes in UTF-8: texts this short need not be measured. */
const BYTES_PER_CHARACTER = 3;

/** What is appended, as the texts that will be kept: taken down at once, so that nothing changes it while it waits. */
export const textsOf = (events: readonly Proposed[]): string[] => {
  if (events.length === 0) throw new RangeError('An append needs at least one event.');
  const texts = events.map((event, at) => toText(event, events.length - 1 - at));
  let characters = 0;
  for (const text of texts) characters += text.length;
  if (characters * BYTES_PER_CHARACTER > MAX_EVENT_BYTES) measure(texts);
  return texts;
};

const measure = (texts: readonly string[]): void => {
  let sum = 0;
  for (const text of texts) {
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_EVENT_BYTES) throw new AppendTooLarge(bytes);
    sum += bytes;
  }
  if (sum > MAX_APPEND_BYTES) throw new AppendTooLarge(sum);
};

/** SQLite ends a text at NUL and replaces half a surrogate pair, and two different names must not become one. */
export const checkName = (stream: string): void => {
  if (stream === '' || stream.includes('\0') || /\p{Surrogate}/u.test(stream))
    throw new RangeError('A stream needs a name of whole characters.');
};
