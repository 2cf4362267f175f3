/** Which event a token names: a subscription's line and an event on it, and a seal that only we can make. */
export type EventNamed = Readonly<{ subscriptionId: string; eventId: string }>;

const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');
const idOf = (bytes: Buffer): string => {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
const ID = 16;
const SEAL = 16;
const LENGTH = Math.ceil(((2 * ID + SEAL) * 4) / 3);

/** `seal`: at least 128 bits over what is given, under a key of ours. */
export const eventToken = ({ subscriptionId, eventId }: EventNamed, seal: (bytes: Buffer) => Buffer): string => {
  const named = Buffer.concat([bytesOf(subscriptionId), bytesOf(eventId)]);
  return Buffer.concat([named, seal(named).subarray(0, SEAL)]).toString('base64url');
};

/** Null for what was not made here. `same` compares in constant time. */
export const readEventToken = (
  token: string,
  seal: (bytes: Buffer) => Buffer,
  same: (a: Buffer, b: Buffer) => boolean,
): EventNamed | null => {
  if (token.length !== LENGTH || !/^[A-Za-z0-9_-]+$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const named = bytes.subarray(0, 2 * ID);
  if (!same(bytes.subarray(2 * ID), seal(named).subarray(0, SEAL))) return null;
  return { subscriptionId: idOf(named.subarray(0, ID)), eventId: idOf(named.subarray(ID)) };
};

/** A token lives 90 days, and the address that a browser comes back to an hour. */
export const TOKEN_LIVES_MS = 90 * 86_400_000;
export const RETURN_LIVES_MS = 3_600_000;

/** The events of ping tests, by their tokens. */
export const DUMMIES = {
  dummyOrder: 'SUBSCRIPTION_ORDER',
  dummyChange: 'SUBSCRIPTION_CHANGE',
  dummyCancel: 'SUBSCRIPTION_CANCEL',
  dummyNotice: 'SUBSCRIPTION_NOTICE',
  dummyAssign: 'USER_ASSIGNMENT',
  dummyUnassign: 'USER_UNASSIGNMENT',
} as const;
