import type { Caller } from '@causeway/platform';
import { TOKEN_LIVES_MS } from '../domain/event-token';
import type { HostEvent } from '../domain/host-line';

/** The product host whose event it is, while its token lives; and the operator. To everybody else it is unknown. */
export const mayOpenEvent = ({ account, isOperator }: Caller, event: HostEvent, now: string): boolean => {
  if (isOperator) return true;
  const mine = account.kind === 'integration' && account.integrationId === event.integrationId;
  return mine && Date.parse(now) < Date.parse(event.raisedOn) + TOKEN_LIVES_MS;
};
