import type { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { conclude, isOpen, type KnownOrder, orderStream, receive } from '../../order/domain/order';
import { settleOrder } from '../../subscription/steps/settle';
import type { HostResult } from '../domain/host-line.events';

/** What the product host said drives the same order as an agent's words would. Quiet the second time. */
export const concludeOrder = async (streams: Streams, orderId: string, result: HostResult, act: Act): Promise<number> => {
  const { success, accountIdentifier, errorCode, message, accessUrl = null } = result;
  const said = { success, note: message, reasonCode: success ? null : (errorCode ?? 'UNKNOWN_ERROR'), accessUrl };
  const decide = conclude({ ...said, accountIdentifier: success ? accountIdentifier : null });
  const { state, position } = await streams.transact(orderStream(orderId), decide, act);
  if (state.status === 'absent' || isOpen(state.status)) return position;
  return Math.max(position, await settleOrder(streams, state as KnownOrder, act));
};

export const receiveOrder = async (streams: Streams, orderId: string, act: Act): Promise<void> => {
  await streams.transact(orderStream(orderId), receive, act);
};
