import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@causeway/embedded-mongo';
import { EventSourcingModule, Reactions, SoleLeases, Streams, Views } from '@causeway/event-sourcing';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import type { Type } from '@nestjs/common';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';

/** One context on real embedded stores in a folder of its own; `surroundings` stand for the platform and the other contexts. */
export const composed = async (context: Type, surroundings: Type, now: () => string) => {
  const folder = mkdtempSync(join(tmpdir(), 'context-'));
  const store = EmbeddedEventStore.open(join(folder, 'events.db'));
  const documents = await openEmbedded(join(folder, 'documents.db'));
  const leases = new SoleLeases();
  const complaints: string[] = [];
  const kernel = EventSourcingModule.forRoot({ store, documents, leases, now, complain: (message) => complaints.push(message) });
  const module = await Test.createTestingModule({ imports: [CqrsModule.forRoot(), kernel, surroundings, context] }).compile();
  await module.init();
  const views = module.get(Views);
  views.start(leases);
  return {
    module,
    store,
    leases,
    complaints,
    commands: module.get(CommandBus),
    queries: module.get(QueryBus),
    streams: module.get(Streams),
    /** From now on policies and dues are at work; before, what they repair stays broken. */
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
