import { createHmac } from 'node:crypto';
import { LiveSubscriptions } from '@causeway/business-integration/published';
import { Admission, Clock, Paging, Vault } from '@causeway/platform';
import { composed, requestsAt } from '@causeway/platform/testing';
import { Global, Module } from '@nestjs/common';
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

/** The context on real embedded stores. */
export const compose = async () => {
  const context = await composed(TenancyModule, Surroundings, () => world.now);
  const { module } = context;
  return {
    ...context,
    get: <T>(what: abstract new () => T): T => module.get(what as never),
    admission: module.get(Admission),
  };
};

export { agentOf, of, operator } from '@causeway/platform/testing';
export const { ask, askAgain } = requestsAt(() => world.now);
export const refused = (code: string) => expect.objectContaining({ code });
