import { createServer } from 'node:http';
import { Caller } from '@causeway/platform';
import type { Command } from '@nestjs/cqrs';
import { ListHostEvents } from '../host-event/read/list-host-events';
import { GetOrder } from '../order/read/get-order';
import { PublishProduct } from '../product/write/sale-of-product';
import type { IntegrationWish } from '../product-integration/steps/integration-wish';
import { CreateIntegration } from '../product-integration/write/create-integration';
import { GenerateInboundClient } from '../product-integration/write/generate-inbound-client';
import { LinkIntegration } from '../product-integration/write/link-integration';
import { PublishIntegration } from '../product-integration/write/publish-integration';
import { SetSignOn } from '../product-integration/write/set-sign-on';
import { GetSubscription } from '../subscription/read/get-subscription';
import { ask, compose, eventually } from './composed';
import { acme, globex, story } from './story';

/** The inbound client of an integration, as its product host comes in with it. */
export const hostOf = (integrationId: string) =>
  new Caller('inbound', { kind: 'integration', integrationId, vendorTenantId: 'acme' }, null, new Set(['integration']));

/** The context composed and at work, and a product host that answers as a spec wants it to. */
export const hosted = async () => {
  const business = await compose();
  business.react();
  const told: string[] = [];
  const host = { answers: (_path: string): { status: number; body: unknown } => ({ status: 200, body: {} }) };
  const server = createServer((request, response) => {
    told.push(request.url ?? '');
    const { status, body } = host.answers(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/told`;
  const the = story(() => business);
  const run = <T>(command: Command<T>): Promise<T> => business.commands.execute(command) as Promise<T>;
  const order = (id: string) => business.queries.execute(new GetOrder(globex, id, null));
  return {
    business,
    told,
    host,
    url,
    the,
    run,
    order,
    /** An integration whose every event goes to this host; published unless told. */
    integration: async (more: Partial<IntegrationWish> = {}, published = true): Promise<string> => {
      const all = { createUrl: url, upgradeUrl: url, cancelUrl: url, notifyUrl: url, assignUrl: url, unassignUrl: url };
      const { id } = await run(new CreateIntegration(ask(acme), { name: 'Hosted', ...all, ...more }));
      await run(new SetSignOn(ask(acme), id, 'BOOKMARK', { landingUrl: 'https://crm.example/{companyId}/{accountIdentifier}' }, false));
      await run(new GenerateInboundClient(ask(acme), id));
      if (published) await run(new PublishIntegration(ask(acme), id));
      return id;
    },
    /** A product on sale that is fulfilled through it. */
    sold: async (integrationId: string): Promise<string> => {
      const productId = await the.product({ fulfilment: 'events', purchaseForm: [], multipleSubscriptionsEnabled: true }, false);
      await run(new LinkIntegration(ask(acme), productId, integrationId));
      await run(new PublishProduct(ask(acme), productId));
      return productId;
    },
    buy: async (productId: string, more = {}) => (await the.buy(productId, globex, { answers: {}, ...more })).body,
    becomes: (id: string, systemStatus: string) =>
      eventually(async () => {
        const now = await order(id);
        expect(now.currentStatusInfo?.systemStatus).toBe(systemStatus);
        return now;
      }),
    stands: (subscriptionId: string, status: string) =>
      eventually(async () => {
        const now = await business.queries.execute(new GetSubscription(globex, subscriptionId));
        expect(now.status).toBe(status);
        return now;
      }),
    events: async (integrationId: string) => {
      await business.caughtUp();
      return (await business.queries.execute(new ListHostEvents(acme, integrationId, {}))).items;
    },
    end: async () => {
      await business.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
