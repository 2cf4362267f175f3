import { hash } from 'node:crypto';

const VARIANT = '89ab';

/** A UUID (RFC 9562) of 32 hex digits, of which the version and the variant are put in. */
const uuid = (hex: string, version: 7 | 8): string => {
  const variant = VARIANT[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Of all names, hex. */
const hashOf = (names: readonly string[]): string => hash('sha256', names.join('\u0000'), 'hex');

/** A UUID made from names (RFC 9562, version 8): the same names give the same id, on every machine, for ever. */
export const idFrom = (...names: readonly string[]): string => uuid(hashOf(names), 8);

/** A UUID version 7 (RFC 9562) whose random part is made from names: sorts by time, and is the same when asked again. */
export const timedIdFrom = (at: string, ...names: readonly string[]): string =>
  uuid(Date.parse(at).toString(16).padStart(12, '0') + hashOf(names).slice(12), 7);
