import { BusinessIntegrationModule, OutgoingCalls } from '@causeway/business-integration';
import { EventSourcingModule } from '@causeway/event-sourcing';
import { GatewayJobs, MessageGatewayModule } from '@causeway/message-gateway';
import { Clock, type Configuration, PlatformModule, ReadModels, type SealedVault } from '@causeway/platform';
import { SupportModule } from '@causeway/support';
import { TenancyModule } from '@causeway/tenancy';
import { type DynamicModule, Global, Logger, Module } from '@nestjs/common';
import type { Stores } from './stores';
import { SupportedGatewayJobs } from './wiring/gateway-jobs';
import { KernelReadModels } from './wiring/kernel-read-models';
import { GatewaysOutgoingCalls } from './wiring/outgoing-calls';

/** What one part needs of another and may not import itself. */
@Global()
@Module({
  providers: [
    { provide: ReadModels, useClass: KernelReadModels },
    { provide: GatewayJobs, useClass: SupportedGatewayJobs },
    { provide: OutgoingCalls, useClass: GatewaysOutgoingCalls },
  ],
  exports: [ReadModels, GatewayJobs, OutgoingCalls],
})
class Wiring {}

/** The whole platform, composed: nothing is decided here. */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest's way of a module that is given what it needs.
export class AppModule {
  static forRoot(configuration: Configuration, vault: SealedVault, { events, documents, leases }: Stores): DynamicModule {
    const logger = new Logger('follower');
    const clock = new Clock();
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(configuration, vault),
        EventSourcingModule.forRoot({
          store: events,
          documents,
          leases,
          now: () => clock.now(),
          complain: (message) => logger.error(message),
        }),
        Wiring,
        SupportModule,
        TenancyModule,
        BusinessIntegrationModule,
        MessageGatewayModule,
      ],
    };
  }
}
