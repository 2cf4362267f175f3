import { type Decision, type History, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { SupportLooked } from './look.events';

/** All that was ever looked at in one tenant, for its owner to read. */
export const looks: History<{ last: string | null }, SupportLooked> = {
  category: 'looks',
  version: 1,
  initial: { last: null },
  evolve: (_, { data }) => ({ last: data.lookId }),
};

export const looksStream = (tenantId: string) => sharedStreamOf(looks, tenantId.toLowerCase());

export const look =
  (data: SupportLooked['data']): Decision<{ last: string | null }, SupportLooked> =>
  ({ last }) =>
    last === data.lookId ? [] : [{ type: 'SupportLooked', data }];
