/** A client id names its integration, so that whoever signs in with it needs no list: 16 bytes of the id, 6 of chance. */
const ID = /^[A-Za-z0-9_-]{30}$/;

/** `chance`: at least six bytes, base64url. */
export const clientIdOf = (integrationId: string, chance: string): string =>
  `${Buffer.from(integrationId.replaceAll('-', ''), 'hex').toString('base64url')}${chance.slice(0, 8)}`;

/** The integration that a client id speaks of; null when it cannot be one of ours. */
export const integrationOfClient = (clientId: string): string | null => {
  if (!ID.test(clientId)) return null;
  const hex = Buffer.from(clientId.slice(0, 22), 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
