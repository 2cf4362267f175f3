import { createHash } from 'node:crypto';

const hex = (bytes: Buffer): string => {
  const text = bytes.toString('hex');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
};

/** A UUID made from names (RFC 9562, version 8): the same names give the same id, on every machine, for ever. */
export const idFrom = (...names: readonly string[]): string => {
  const bytes = createHash('sha256').update(names.join('\u0000')).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes);
};

/** A UUID version 7 (RFC 9562) whose random part is made from names: sorts by time, and is the same when asked again. */
export const timedIdFrom = (at: string, ...names: readonly string[]): string => {
  const bytes = createHash('sha256').update(names.join('\u0000')).digest().subarray(0, 16);
  bytes.writeUIntBE(Date.parse(at), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes);
};
