import { createHmac } from 'node:crypto';
import { Clock, Configuration, Paging, Vault } from '@causeway/platform';
import { composed, requestsAt } from '@causeway/platform/testing';
import { Applications, Companies, type Company } from '@causeway/tenancy/published';
import { Global, Module } from '@nestjs/common';
import { Agent } from 'undici';
import { BusinessIntegrationModule } from '../business-integration.module';
import { OutgoingCalls } from '../ports/outgoing-calls';
import { LiveSubscriptions } from '../published';

const company = (tenantId: string, name: string, roles: Company['roles']): Company => ({
  tenantId,
  companyCode: `${tenantId}|CZ`,
  name,
  roles,
  status: 'active',
});

/** Who is here, what the time is, whose keys are left: for specs to set. */
export const world = {
  now: '2026-11-21T09:00:00.000Z',
  companies: new Map<string, Company>(),
  erased: new Set<string>(),
};
for (const one of [
  company('operator', 'Marketplace', ['operator']),
  company('acme', 'Acme Software', ['partner']),
  company('globex', 'Globex', ['customer']),
  company('initech', 'Initech', ['customer']),
  company('rival', 'Rival', ['partner']),
]) {
  world.companies.set(one.tenantId, one);
}

const key = (purpose: string) => createHmac('sha256', 'spec').update(purpose).digest();
/** Seals so that a reader of the record sees nothing; good enough for specs. */
const vault = {
  key,
  hash: (secret: string) => createHmac('sha256', 'hash').update(secret).digest('hex'),
  matches: (secret: string, hash: string) => createHmac('sha256', 'hash').update(secret).digest('hex') === hash,
  seal: (plain: string, context: string) => Buffer.from(JSON.stringify([plain, context])).toString('base64'),
  open: (sealed: string, context: string) => {
    const [plain, bound] = JSON.parse(Buffer.from(sealed, 'base64').toString());
    if (bound !== context) throw new Error('Sealed for another context.');
    return plain;
  },
  sealFor: async (owner: string, plain: string, context: string) => Buffer.from(JSON.stringify([owner, plain, context])).toString('base64'),
  openFor: async (owner: string, sealed: string, context: string) => {
    const [whose, plain, bound] = JSON.parse(Buffer.from(sealed, 'base64').toString());
    if (whose !== owner || bound !== context) throw new Error('Sealed for another owner or context.');
    return world.erased.has(owner) ? null : plain;
  },
};
const applications = new Map([
  ['acme.crm', 'acme'],
  ['rival.erp', 'rival'],
]);

/** Calls anybody on this machine; tries again after a second, three times. */
const agent = new Agent();
export const calls = {
  delays: [1000, 1000, 1000] as readonly number[],
  accepts: (url: string) => URL.canParse(url) && !url.includes('refused'),
  shows: () => true,
  dispatcher: () => agent,
  delayAfter: (tries: number) => calls.delays[tries - 1] ?? null,
  reasonOf: () => 'connection refused',
};

@Global()
@Module({
  providers: [
    Paging,
    { provide: Clock, useValue: { now: () => world.now } },
    { provide: Configuration, useValue: { publicUrl: 'http://market.example', stage: 'development' } },
    { provide: OutgoingCalls, useValue: calls },
    { provide: Vault, useValue: vault },
    { provide: Companies, useValue: { find: async (id: string) => world.companies.get(id.toLowerCase()) ?? null } },
    {
      provide: Applications,
      useValue: {
        find: async (applicationCode: string) => {
          const vendorTenantId = applications.get(applicationCode);
          return vendorTenantId ? { applicationCode, name: applicationCode, kind: 'cloud', vendorTenantId } : null;
        },
      },
    },
  ],
  exports: [Paging, Vault, Companies, Applications, Clock, Configuration, OutgoingCalls],
})
class Surroundings {}

/** The context on real embedded stores. */
export const compose = async () => {
  const context = await composed(BusinessIntegrationModule, Surroundings, () => world.now);
  return { ...context, live: context.module.get(LiveSubscriptions) };
};

export { agentOf, of, operator } from '@causeway/platform/testing';
export const { ask, askAgain } = requestsAt(() => world.now);
export const refused = (code: string, extra: Record<string, unknown> = {}) =>
  expect.objectContaining({ code, extra: expect.objectContaining(extra) });
export const eventually = async <T>(look: () => Promise<T>): Promise<T> => {
  for (let i = 0; ; i++) {
    try {
      return await look();
    } catch (error) {
      if (i === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};
