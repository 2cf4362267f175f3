import type { Configuration } from '@causeway/platform';
import type { OperatorAccount } from '@causeway/tenancy';

/** What the start has to say of the operator's account; a secret only when it was generated now. Standard output only, never the log (spec 05). */
export const announceOperator = ({ outcome, clientId, generatedSecret }: OperatorAccount): string | null => {
  switch (outcome) {
    case 'unchanged':
      return null;
    case 'revoked':
      return `The settings name the operator account ${clientId}, which was revoked or is not the operator's: it stays as it is.`;
    case 'further-account':
      return `This data folder was begun with another account: ${clientId} is now a further live account of the operator.${shown(generatedSecret)}`;
    case 'further-secret':
      return `This data folder was begun with another secret: the operator account ${clientId} now has this one as a further live secret.`;
    case 'first':
      return `The operator's first account${generatedSecret ? ', shown only now' : ''}:\n  client id      ${clientId}${shown(generatedSecret)}`;
  }
};

const shown = (secret: string | null): string => (secret === null ? '' : `\n  client secret  ${secret}`);

/** Where things are, whatever the log level. */
export const announcePlaces = ({ publicUrl, host, grpcPort, dataDir, eventStore, mongo }: Configuration): string => {
  const places: [string, string][] = [
    ['Causeway', publicUrl],
    ['API', `${publicUrl}/api/docs`],
    ['gRPC', `${host}:${grpcPort}`],
    ['data folder', dataDir],
  ];
  if (eventStore !== 'embedded') places.push(['event store', withoutPassword(eventStore)]);
  if (mongo !== 'embedded') places.push(['documents', withoutPassword(mongo)]);
  return places.map(([name, place]) => `${name.padEnd(14)}${place}`).join('\n');
};

/** Lines to paste into a terminal, on the stage development only: the token in them acts for the operator for ten minutes. */
export const announceExamples = ({ publicUrl, dataDir }: Configuration, token: string, orderId: string | null): string => {
  const get = (path: string) => `curl -s -H 'Authorization: Bearer ${token}' '${publicUrl}${path}'`;
  const lines = ['To look around (the token lasts ten minutes):', get('/api/v1/orders?orderAccessType=Operator')];
  if (orderId) lines.push(get(`/api/v1/orders/${orderId}/history`), get(`/api/v1/orders/${orderId}?atRevision=1`));
  lines.push(get('/api/v1/projections'), `Everything is forgotten by stopping and removing ${dataDir}.`);
  return lines.join('\n');
};

const withoutPassword = (address: string): string => address.replace(/\/\/[^@/]*@/, '//…@');
