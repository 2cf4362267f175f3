import type { Standing, Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { onlookerOf } from '../../onlooker';
import { mayKnow, sidesOf } from '../../order/domain/parties';
import { isId } from '../../written';
import { type KnownSubscription, subscriptionStream } from '../domain/subscription';

/** The subscription as it stands, for one of those who share it or the operator; 404 for everybody else. */
export const knownSubscription = async (streams: Streams, caller: Caller, subscriptionId: string): Promise<Standing<KnownSubscription>> => {
  const onlooker = onlookerOf(caller);
  if (!isId(subscriptionId)) throw unknownSubscription();
  const standing = await streams.load(subscriptionStream(subscriptionId));
  if (standing.state.status === 'absent' || !mayKnow(sidesOf(standing.state, onlooker))) throw unknownSubscription();
  return standing as Standing<KnownSubscription>;
};

export const unknownSubscription = () => unknown('subscription.unknown', 'There is no such subscription.');
