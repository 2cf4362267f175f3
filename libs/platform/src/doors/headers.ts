import { Rejection } from '@causeway/event-sourcing/model';

/** What no revision is: an entity tag of somebody else's making, which never matches. */
const NO_REVISION = Number.MAX_SAFE_INTEGER;

const malformed = (code: string, header: string, message: string) =>
  new Rejection('invalid', code, message, { errors: [{ pointer: header, message }] });

/**
 * The revision that `If-Match` names; null when there is none, or `*`. A weak tag counts as the revision that it names:
 * proxies weaken tags, and a revision says all there is to say of a state.
 */
export const revisionOf = (ifMatch: string | undefined): number | null => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const tag = /^\s*(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*$/.exec(ifMatch);
  if (tag === null) throw malformed('request.invalid', 'If-Match', 'must be one entity tag, such as "3", or *');
  return /^(0|[1-9]\d{0,14})$/.test(tag[1]!) ? Number(tag[1]) : NO_REVISION;
};

/** The position that `Causeway-Min-Position` names. That it is not beyond the head is the caller's to check. */
export const positionOf = (header: string | string[]): number => {
  if (typeof header === 'string' && /^(0|[1-9]\d{0,15})$/.test(header) && Number.isSafeInteger(Number(header))) return Number(header);
  throw badPosition('must be a position as given in Causeway-Position');
};

export const badPosition = (message: string) => malformed('position.invalid', 'Causeway-Min-Position', message);

/** The `Idempotency-Key`: 1 to 255 visible characters. */
export const idempotencyKeyOf = (header: string | string[]): string => {
  if (typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw malformed('request.invalid', 'Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
};
