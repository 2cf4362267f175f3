import type { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { productStream } from '../../product/domain/product';
import { link, unlink } from '../domain/configuring';
import { integrationStream } from '../domain/integration';

const TRIES = 10;

/**
 * Brings the integration's side of a link to what the product says, whose word counts. The product is asked again
 * afterwards: of a link and its end at once, the one that comes second sees what both have done.
 */
export const agreeOnLink = async (streams: Streams, productId: string, integrationId: string, act: Act): Promise<void> => {
  const isLinked = async () => {
    const { state } = await streams.load(productStream(productId));
    return state.status !== 'absent' && state.integrationId === integrationId;
  };
  let linked = await isLinked();
  for (let i = 0; i < TRIES; i++) {
    await streams.transact(integrationStream(integrationId), linked ? link(productId) : unlink(productId), act);
    const now = await isLinked();
    if (now === linked) return;
    linked = now;
  }
};
