import { isUtf8 } from 'node:buffer';
import { invalid, type Rejection } from '@causeway/event-sourcing/model';

const MAX_DEPTH = 64;
/** Names that would reach into an object's inside instead of its data. */
const POISON = new Set(['__proto__', 'constructor']);
const SUSPECT = /__proto__|constructor|\\u/;
const BROKEN_TEXT = /\p{Surrogate}/u;

/** What a body says; undefined for an empty one. Throws `request.invalid` for what no JSON reader should be given. */
export const parseJson = (bytes: Buffer): unknown => {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw malformed('The body is not UTF-8.');
  const text = bytes.toString('utf8');
  if (isTooDeep(text)) throw malformed(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('The body is not JSON.');
  }
  if (SUSPECT.test(text)) inspect(value);
  return value;
};

const malformed = (message: string): Rejection => invalid([{ pointer: '', message }]);

/** Counts brackets outside strings; JSON.parse itself would follow any depth. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      for (i++; i < text.length && text.charCodeAt(i) !== 34; i++) if (text.charCodeAt(i) === 92) i++;
    } else if (code === 123 || code === 91) {
      if (++depth > MAX_DEPTH) return true;
    } else if (code === 125 || code === 93) depth--;
  }
  return false;
};

/** Refuses poisoned names, U+0000 and halves of surrogate pairs: stores and other programs stumble over them. */
const inspect = (value: unknown): void => {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || BROKEN_TEXT.test(value))
      throw malformed('The body holds text that is not Unicode, or the character U+0000.');
  } else if (Array.isArray(value)) {
    for (const item of value) inspect(item);
  } else if (typeof value === 'object' && value !== null) {
    for (const name of Object.keys(value)) {
      if (POISON.has(name)) throw malformed(`The body holds the name ${name}, which is not taken.`);
      inspect(name);
      inspect((value as Record<string, unknown>)[name]);
    }
  }
};
