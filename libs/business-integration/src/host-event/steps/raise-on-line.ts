import { idFrom, type Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import type { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { type KnownSubscription, subscriptionStream } from '../../subscription/domain/subscription';
import { isId } from '../../written';
import { urlFor } from '../domain/addresses';
import { hostLineStream } from '../domain/host-line';
import type { HostEventAbout, HostEventType } from '../domain/host-line.events';
import { raise } from '../domain/telling';

export type Wanted = Readonly<{
  subscriptionId: string;
  type: HostEventType;
  /** What it is because of: once for each. */
  cause: string;
  about: (eventId: string, now: KnownSubscription) => Promise<HostEventAbout>;
}>;

/** Something besides orders that the product host of a subscription shall hear; quiet where it has none, or no address for it. */
export const raiseOnLine = async (
  streams: Streams,
  snapshots: IntegrationSnapshots,
  { subscriptionId, type, cause, about }: Wanted,
  act: Act,
): Promise<void> => {
  if (!isId(subscriptionId)) return;
  const { state } = await streams.load(subscriptionStream(subscriptionId));
  if (state.status === 'absent' || state.integration === undefined) return;
  const snapshot = await snapshots.of(state.integration);
  if (snapshot === null || urlFor(snapshot.content, type) === null) return;
  const eventId = idFrom('host-event', subscriptionId, type, cause);
  const { integrationId, snapshot: revision } = state.integration;
  const named = { subscriptionId, integrationId, vendorTenantId: state.vendorTenantId, eventId };
  const raised = { ...named, snapshot: revision, type, about: await about(eventId, state), interactive: false };
  await streams.transact(hostLineStream(subscriptionId), raise(raised), act);
};
