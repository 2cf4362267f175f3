import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveSubscriptions } from '@causeway/business-integration/published';
import { openEmbedded } from '@causeway/embedded-mongo';
import { EventSourcingModule, Reactions, SoleLeases, Streams, Views } from '@causeway/event-sourcing';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import { Admission, Clock, Paging, Vault } from '@causeway/platform';
import { requestsAt } from '@causeway/platform/testing';
import { Global, Module } from '@nestjs/common';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { TenancyModule } from '../tenancy.module';

/** What the platform and business integration provide, as little of it as tenancy needs; the time and the subscriptions are the spec's to set. */
export const world = { now: '2026-11-21T09:00:00.000Z', subscribed: new Set<string>() };

const key = (purpose: string) => createHmac('sha256', 'spec').update(purpose).digest();
const vault = {
  key,
  hash: (secret: string) => createHmac('sha256', key('secrets')).update(secret).digest('base64url'),
  matches: (secret: string, hash: string) => vault.hash(secret) === hash,
};

@Global()
@Module({
  providers: [
    Paging,
    { provide: Vault, useValue: vault },
    { provide: Clock, useValue: { now: () => world.now } },
    {
      provide: LiveSubscriptions,
      useValue: { has: async (tenantId: string, code: string) => world.subscribed.has(`${tenantId} ${code}`) },
    },
  ],
  exports: [Paging, Vault, Clock, LiveSubscriptions],
})
class Surroundings {}

/** The context on real embedded stores in a folder of its own. */
export const compose = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenancy-'));
  const store = EmbeddedEventStore.open(join(folder, 'events.db'));
  const documents = await openEmbedded(join(folder, 'documents.db'));
  const leases = new SoleLeases();
  const complaints: string[] = [];
  const kernel = EventSourcingModule.forRoot({
    store,
    documents,
    leases,
    now: () => world.now,
    complain: (message) => complaints.push(message),
  });
  const module = await Test.createTestingModule({ imports: [CqrsModule.forRoot(), kernel, Surroundings, TenancyModule] }).compile();
  await module.init();
  const views = module.get(Views);
  views.start(leases);
  return {
    commands: module.get(CommandBus),
    queries: module.get(QueryBus),
    streams: module.get(Streams),
    get: <T>(what: abstract new () => T): T => module.get(what as never),
    admission: module.get(Admission),
    complaints,
    /** From now on policies are at work; before, what they repair stays broken. */
    react: () => module.get(Reactions).start(leases),
    /** Every view has seen everything. */
    caughtUp: async () => views.reached(views.names(), await store.head(), 5_000),
    end: async () => {
      views.stop();
      await leases.close();
      await module.close();
      await documents.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export { agentOf, of, operator } from '@causeway/platform/testing';
export const { ask, askAgain } = requestsAt(() => world.now);
export const refused = (code: string) => expect.objectContaining({ code });
