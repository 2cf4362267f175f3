import { Streams } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { lru } from 'tiny-lru';
import type { RunsOn } from '../../order/domain/order.events';
import type { KnownProduct } from '../../product/domain/product';
import { integrationStream, type Snapshot } from '../domain/integration';
import type { OutboundCredentials } from '../domain/integration.events';

const REMEMBERED = 2000;

/** What orders run on. A snapshot never changes, so each is read from the record once. */
@Injectable()
export class IntegrationSnapshots {
  private readonly known = lru<Snapshot>(REMEMBERED);

  constructor(private readonly streams: Streams) {}

  /** What an order of this product runs on from now on; null without a link. */
  async current({ integrationId }: Pick<KnownProduct, 'integrationId'>): Promise<{ runsOn: RunsOn; snapshot: Snapshot } | null> {
    if (integrationId === undefined) return null;
    const { state } = await this.streams.load(integrationStream(integrationId));
    if (state.status === 'absent' || state.published === null) return null;
    return { runsOn: { integrationId, snapshot: state.published.revision }, snapshot: state.published };
  }

  async of({ integrationId, snapshot }: RunsOn): Promise<Snapshot | null> {
    const key = `${integrationId}@${snapshot}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const then = await this.streams.at(integrationStream(integrationId), { revision: snapshot });
    const found = then === null || then.state.status === 'absent' ? null : then.state.published;
    if (found !== null) this.known.set(key, found);
    return found;
  }

  /** Of the newest publication: a secret that was replaced is of no use to an order that ran on it. */
  async credentials({ integrationId, snapshot }: RunsOn): Promise<OutboundCredentials | null> {
    const { state } = await this.streams.load(integrationStream(integrationId));
    if (state.status === 'live' && state.published !== null) return state.published.content.outboundCredentials;
    return (await this.of({ integrationId, snapshot }))?.content.outboundCredentials ?? null;
  }
}
