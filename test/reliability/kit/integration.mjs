// A product that is fulfilled by its vendor's product host: an integration over GraphQL, and a host that answers as told.
import { createServer } from 'node:http';
import { made } from './http.mjs';
import { productOf } from './market.mjs';

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
  const server = createServer((request, response) => {
    const eventUrl = new URL(request.url, 'http://host').searchParams.get('eventUrl');
    const account = `account-${++accounts}`;
    answered.set(eventUrl, [...(answered.get(eventUrl) ?? []), account]);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, accountIdentifier: account }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${server.address().port}/events`, answered };
};
