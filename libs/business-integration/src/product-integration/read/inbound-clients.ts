import { Streams } from '@causeway/event-sourcing';
import { Clock, Vault } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { type InboundClient, InboundClients } from '../../published';
import { integrationOfClient } from '../domain/inbound-client';
import { clientsAt, integrationStream } from '../domain/integration';

/** Who comes in as a product host. The client id names its integration, so nothing is looked up in a view. */
@Injectable()
export class FoldedInboundClients extends InboundClients {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {
    super();
  }

  async authenticate(clientId: string, secret: string): Promise<InboundClient | null> {
    const integrationId = integrationOfClient(clientId);
    if (integrationId === null) return null;
    const { state } = await this.streams.load(integrationStream(integrationId));
    if (state.status !== 'live') return null;
    const client = clientsAt(state, this.clock.now()).find((one) => one.clientId === clientId);
    return this.vault.matches(secret, client?.secretHash ?? '') && client ? { integrationId, vendorTenantId: state.vendorTenantId } : null;
  }

  async stands(integrationId: string): Promise<boolean> {
    return (await this.streams.load(integrationStream(integrationId))).state.status === 'live';
  }
}
