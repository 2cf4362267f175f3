import { crc32 } from 'node:zlib';
import type { Proposed } from '../../event-store';
import type { Json, Meta, Stored } from '../../model';

/**
 * A fact as it is kept: one JSON array, so that writing binds one text and reading parses once. The fifth place says how
 * many facts of the same append follow this one: it tells a repeat of an append from a repeat of a part of it.
 */
type Kept = [id: string, type: string, schemaVersion: number, occurredOn: string, toFollow: number, data: Json, meta: Meta];

export const toText = (fact: Proposed, toFollow: number): string => {
  const kept: Kept = [fact.id, fact.type, fact.schemaVersion, fact.occurredOn, toFollow, fact.data, fact.meta];
  return JSON.stringify(kept);
};

export const idOf = (text: string): string => (JSON.parse(text) as Kept)[0];
export const toFollowOf = (text: string): number => (JSON.parse(text) as Kept)[4];

export const toStored = (text: string, stream: string, revision: number, position: number): Stored => {
  const [id, type, schemaVersion, occurredOn, , data, meta] = JSON.parse(text) as Kept;
  return { type, data, id, stream, revision, position, occurredOn, meta, schemaVersion };
};

/** The part of a fact's checksum that its stream's name gives. */
export const checksumOfName = (stream: string): number => crc32(stream);

/** Covers the text, the stream's name and the revision: a row in the wrong place is as wrong as a broken text. */
export const checksumOf = (text: string, ofName: number, revision: number): number => crc32(text, (ofName + revision) >>> 0);
