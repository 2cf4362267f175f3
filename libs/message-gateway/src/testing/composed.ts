import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { EventStore, type Json } from '@causeway/event-sourcing';
import {
  AllowedHosts,
  type Asked,
  Authenticator,
  type Caller,
  Clock,
  Configuration,
  Keyring,
  Metrics,
  Paging,
  Unauthenticated,
  Vault,
} from '@causeway/platform';
import { composed, requestsAt } from '@causeway/platform/testing';
import { Companies } from '@causeway/tenancy/published';
import { Global, Module } from '@nestjs/common';
import { ReplayRunner } from '../delivery/react/replay-runner';
import { GatewayWork } from '../gateway-work';
import { GrpcDoor } from '../grpc/grpc-door';
import { MessageGatewayModule } from '../message-gateway.module';
import { type GatewayJob, GatewayJobs } from '../ports/jobs';

const key = (purpose: string) => createHmac('sha256', 'spec').update(purpose).digest();
const erased = new Set<string>();
const vault = {
  key,
  seal: (plain: string, context: string) => Buffer.from(`${context}\u0000${plain}`).toString('base64'),
  open: (sealed: string, context: string) => {
    const [bound, plain] = Buffer.from(sealed, 'base64').toString().split('\u0000');
    if (bound !== context) throw new Error('sealed for something else');
    return plain!;
  },
  sealFor: async (owner: string, plain: string, context: string) => vault.seal(plain, `${owner} ${context}`),
  openFor: async (owner: string, sealed: string, context: string) => (erased.has(owner) ? null : vault.open(sealed, `${owner} ${context}`)),
  erase: async (owner: string) => void erased.add(owner),
};
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Runs at once what is started; keeps results. */
export class InstantJobs extends GatewayJobs {
  readonly results = new Map<string, Json>();
  readonly failures = new Map<string, string>();
  private readonly runners = new Map<string, (job: GatewayJob) => Promise<Json>>();

  async start(kind: string, spec: Json, asked: Asked): Promise<{ jobId: string; position: number }> {
    const jobId = asked.id('job');
    void this.runners.get(kind)!({ id: jobId, spec, resumeFrom: null, report: async () => 'go' }).then(
      (result) => this.results.set(jobId, result),
      (error: Error) => this.failures.set(jobId, error.message),
    );
    return { jobId, position: 0 };
  }
  register(kind: string, runner: (job: GatewayJob) => Promise<Json>): void {
    this.runners.set(kind, runner);
  }
}

const jobs = () => new InstantJobs();
export const tokens = new Map<string, Caller>();
const authenticator = {
  caller: async (authorization: string | undefined) => {
    const caller = tokens.get((authorization ?? '').replace('Bearer ', ''));
    if (!caller) throw new Unauthenticated('token.invalid', 'The access token is not one of ours.');
    return caller;
  },
};

const configuration = {
  host: '127.0.0.1',
  grpcPort: 0,
  publicUrl: 'https://causeway.example',
  stage: 'development',
  allowedHosts: AllowedHosts.none,
  tls: null,
};

@Global()
@Module({
  providers: [
    Paging,
    Clock,
    Metrics,
    { provide: Vault, useValue: vault },
    { provide: Configuration, useValue: configuration },
    { provide: Keyring, useValue: { deliveryKey: async () => ({ kid: 'k1', algorithm: 'ES256', privateKey }) } },
    { provide: Authenticator, useValue: authenticator },
    { provide: Companies, useValue: { find: async () => null } },
    { provide: GatewayJobs, useFactory: jobs },
  ],
  exports: [Paging, Clock, Metrics, Vault, Configuration, Keyring, Authenticator, Companies, GatewayJobs],
})
class Surroundings {}

/** The context on real embedded stores, at work. */
export const compose = async ({ grpc = false } = {}) => {
  const context = await composed(MessageGatewayModule, Surroundings, () => new Date().toISOString());
  const { module, store, leases } = context;
  const work = module.get(GatewayWork);
  await work.startWorking(leases);
  const door = module.get(GrpcDoor);
  if (grpc) await door.listen();
  return {
    ...context,
    jobs: module.get(GatewayJobs) as InstantJobs,
    replays: module.get(ReplayRunner),
    door,
    released: (orderId: string, n: number, vendor = 'acme') => released(store, orderId, n, vendor),
    end: async () => {
      await door.stop();
      await leases.close();
      await work.stop();
      await context.end();
    },
  };
};

/** An order's fact as business integration records it, as far as its news needs it. */
const released = (store: EventStore, orderId: string, n: number, vendorTenantId: string) =>
  store.append(`order-${orderId}`, n === 0 ? 'none' : n - 1, [
    {
      id: randomUUID(),
      type: 'OrderOverdue',
      data: {
        orderId,
        orderNumber: `2026${n}`,
        subscriptionId: 's',
        kind: 'New',
        isTesting: false,
        vendorTenantId,
        dueOn: '2026-11-22T00:00:00.000Z',
      },
      schemaVersion: 1,
      occurredOn: new Date().toISOString(),
      meta: { tenantId: 'globex', actor: 'user:ada', correlationId: randomUUID(), causationId: 'spec' },
    },
  ]);

export { agentOf, of, operator } from '@causeway/platform/testing';
export const { ask } = requestsAt(() => new Date().toISOString());
export const refused = (code: string) => expect.objectContaining({ code });
