// A product that is fulfilled by its vendor's product host: an integration over GraphQL, and a host that answers as told.
import { made } from './http.mjs';
import { productOf } from './market.mjs';
import { serve } from './receiver.mjs';

/** Asks GraphQL and gives `data`; throws when anything is wrong with the question. */
export const graphql = async (client, query) => {
  const body = await made(client.post('/api/graphql', { query }));
  const complaints = [...(body.errors ?? []), ...Object.values(body.data ?? {}).flatMap((one) => one?.userErrors ?? [])];
  if (complaints.length > 0) throw new Error(JSON.stringify(complaints));
  return body.data;
};

/** An integration of all kinds of events, published and linked to a draft of the vendor's; `hostUrl` is called for each of them. */
export const openIntegration = async (client, applicationCode, hostUrl, name = 'Integration') => {
  const ask = (query) => graphql(client, query);
  const urls = ['createUrl', 'upgradeUrl', 'cancelUrl', 'notifyUrl', 'assignUrl', 'unassignUrl'].map((url) => `${url}: "${hostUrl}"`);
  const { createProductIntegration } = await ask(
    `mutation { createProductIntegration(input: {name: "${name}", ${urls.join(', ')}, outboundCredentials: {type: BASIC, clientId: "marketplace", clientSecret: "secret of ${name}"}}) { productIntegration { id } userErrors { message path } } }`,
  );
  const { id } = createProductIntegration.productIntegration;
  await ask(
    `mutation { addProductIntegrationBookmarkConfiguration(input: {integrationConfigurationId: "${id}", landingUrl: "https://host.example/"}) { userErrors { message path } } }`,
  );
  const { generateProductIntegrationInboundClient } = await ask(
    `mutation { generateProductIntegrationInboundClient(input: {id: "${id}"}) { productIntegrationInboundClient { clientId clientSecret } userErrors { message path } } }`,
  );
  await ask(
    `mutation { publishProductIntegration(input: {integrationId: "${id}"}) { productIntegration { version } userErrors { message path } } }`,
  );
  const { productId } = await made(
    client.post('/api/v1/products', productOf(applicationCode, { fulfilment: 'events', name: `Product of ${name}` })),
  );
  await ask(
    `mutation { linkProductIntegration(input: {productId: "${productId}", integrationId: "${id}"}) { product { id } userErrors { message path } } }`,
  );
  return { integrationId: id, productId, inbound: generateProductIntegrationInboundClient.productIntegrationInboundClient };
};

/** A product host that makes another account each time that it is asked, and keeps what it answered by event. */
export const startHost = async (cleanup) => {
  const answered = new Map();
  let accounts = 0;
  const url = await serve(cleanup, (request, response) => {
    const eventUrl = new URL(request.url, 'http://host').searchParams.get('eventUrl');
    const account = `account-${++accounts}`;
    answered.set(eventUrl, [...(answered.get(eventUrl) ?? []), account]);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, accountIdentifier: account }));
  });
  return { url: `${url}/events`, answered };
};
