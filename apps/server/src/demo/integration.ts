import { randomBytes } from 'node:crypto';
import type { Keys, Shop } from './shop';

/** A product that is fulfilled by events, and all that its product host must know (spec 20, *Product integrations*). */
export type Hosted = Readonly<{
  productId: string;
  integrationId: string;
  /** The vendor's own program, which changes the integration. */
  vendor: Keys;
  /** What the host comes in with, and what the marketplace signs in with there. */
  inbound: Keys;
  outbound: Keys;
  port: number;
}>;

const URLS = ['createUrl', 'upgradeUrl', 'cancelUrl', 'notifyUrl', 'assignUrl', 'unassignUrl'] as const;
const at = (port: number) => `http://127.0.0.1:${port}`;
const addresses = (port: number) => Object.fromEntries(URLS.map((name) => [name, `${at(port)}/events`]));
const credentials = ({ clientId, clientSecret }: Keys, port: number) => ({
  ...{ type: 'OAUTH2', grantType: 'client_credentials', tokenUri: `${at(port)}/token` },
  clientId,
  clientSecret,
});

/** One mutation with its input as a variable; what it refuses is an error here. */
const mutate = async (shop: Shop, name: string, answer: string, input: object) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation Demo($input: ${type}!) { ${name}(input: $input) { ${answer} userErrors { message path } } }`;
  const { data, errors } = await shop.post('/api/graphql', { query, variables: { input } });
  const said = data?.[name];
  if (errors || said.userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(errors ?? said.userErrors)}`);
  return said;
};

/** The five steps of the source page, and the link. */
export const integrate = async (shop: Shop, vendor: Keys, productId: string, port: number): Promise<Hosted> => {
  const outbound = { clientId: 'marketplace', clientSecret: randomBytes(24).toString('base64url') };
  const content = { name: 'Juniper Mail', ...addresses(port), outboundCredentials: credentials(outbound, port) };
  const { id: integrationId } = (await mutate(shop, 'createProductIntegration', 'productIntegration { id }', content)).productIntegration;
  const landing = { integrationConfigurationId: integrationId, landingUrl: 'https://mail.juniper.example/{accountIdentifier}' };
  await mutate(shop, 'addProductIntegrationBookmarkConfiguration', 'bookmarkConfiguration { landingUrl }', landing);
  const client = 'productIntegrationInboundClient { clientId clientSecret }';
  const made = await mutate(shop, 'generateProductIntegrationInboundClient', client, { id: integrationId });
  await mutate(shop, 'publishProductIntegration', 'productIntegration { version }', { integrationId });
  await mutate(shop, 'linkProductIntegration', 'product { id }', { productId, integrationId });
  return { productId, integrationId, vendor, inbound: made.productIntegrationInboundClient, outbound, port };
};

/** The host listens elsewhere this time: the integration says so, and is published again. */
export const move = async (shop: Shop, hosted: Hosted, port: number): Promise<Hosted> => {
  const { integrationId: id, outbound } = hosted;
  const content = { id, ...addresses(port), outboundCredentials: credentials(outbound, port) };
  await mutate(shop, 'updateProductIntegration', 'productIntegration { id }', content);
  await mutate(shop, 'publishProductIntegration', 'productIntegration { version }', { integrationId: id });
  return { ...hosted, port };
};
