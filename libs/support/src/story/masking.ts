import type { Json } from '@causeway/event-sourcing/model';

export const MASK = '********';

const SECRETS: ReadonlySet<string> = new Set([
  ...['hash', 'secretHash', 'secret', 'signingSecret', 'formerSecret', 'securityCode', 'sealedSecret', 'sealedPrivateKey'],
]);

/**
 * A fact's data as it may leave the installation. Secrets never do; what is sealed becomes null, as it does everywhere once a
 * person is forgotten; fields that hold personal data in the clear are masked unless they were asked for with a reason.
 */
export const masked = (data: Json, personal: readonly string[]): Json => {
  if (Array.isArray(data)) return data.map((one) => masked(one, personal));
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data as Readonly<Record<string, Json>>);
  // An answer is nothing but sealed; of a person it may still be said that it was one.
  if (entries.length === 1 && typeof (data as { sealed?: Json }).sealed === 'string') return null;
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const hidden = SECRETS.has(name) || personal.includes(name) || (name === 'sealed' && typeof value === 'string');
      return [name, hidden && value !== null ? MASK : masked(value, personal)];
    }),
  );
};
