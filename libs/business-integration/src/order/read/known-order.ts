import type { Standing, Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { onlookerOf } from '../../onlooker';
import { isId } from '../../written';
import { type KnownOrder, orderStream } from '../domain/order';
import { mayKnow, sidesOf } from '../domain/parties';

/** The order as it stands, for one of those who share it or the operator; 404 for everybody else. */
export const knownOrder = async (streams: Streams, caller: Caller, orderId: string): Promise<Standing<KnownOrder>> => {
  const onlooker = onlookerOf(caller);
  if (!isId(orderId)) throw unknownOrder();
  const standing = await streams.load(orderStream(orderId));
  if (standing.state.status === 'absent' || !mayKnow(sidesOf(standing.state, onlooker))) throw unknownOrder();
  return standing as Standing<KnownOrder>;
};

export const unknownOrder = () => unknown('order.unknown', 'There is no such order.');
