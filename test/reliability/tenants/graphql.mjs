// What a stranger asks GraphQL about another vendor's integration: every question and every change of the schema. One that is
// not here fails the suite. `of` are the owner's things, `own` the stranger's; several questions where there are several ways.
const wrong = 'userErrors { message path }';
const changed = (field, input, shown) => [`mutation { ${field}(input: {${input}}) { ${shown} ${wrong} } }`];
const saml = 'serviceProviderEntityId: "x", assertionConsumerServiceUrl: "https://taken.example/"';

export const QUESTIONS = {
  productIntegration: (of) => [
    `{ productIntegration(id: "${of.integrationId}") { id name createUrl inboundClient { clientId } products { id name } } }`,
    `{ productIntegration(id: "${of.integrationId}", version: PUBLISHED) { id name createUrl } }`,
  ],
  productIntegrations: () => ['{ productIntegrations(first: 10) { nodes { id name createUrl } } }'],
  product: (of) =>
    [of.productId, of.hostedProductId].map((id) => `{ product(id: "${id}") { id name applicationCode integration { id name } } }`),
  productIntegrationEvents: (of) => [
    `{ productIntegrationEvents(integrationId: "${of.integrationId}", first: 20) { nodes { token orderId subscriptionId } } }`,
  ],
};

export const CHANGES = {
  // Makes the stranger's own and names nobody.
  createProductIntegration: () => changed('createProductIntegration', 'name: "Mine"', 'productIntegration { id }'),
  updateProductIntegration: (of) =>
    changed('updateProductIntegration', `id: "${of.integrationId}", name: "Taken over"`, 'productIntegration { id name }'),
  addProductIntegrationOpenIdConnectConfiguration: (of) =>
    changed(
      'addProductIntegrationOpenIdConnectConfiguration',
      `integrationConfigurationId: "${of.integrationId}", redirectUrls: ["https://taken.example/"]`,
      'openIdConnectConfiguration { redirectUrls }',
    ),
  updateProductIntegrationOpenIdConnectConfiguration: (of) =>
    changed(
      'updateProductIntegrationOpenIdConnectConfiguration',
      `integrationConfigurationId: "${of.integrationId}", redirectUrls: ["https://taken.example/"]`,
      'openIdConnectConfiguration { redirectUrls }',
    ),
  addProductIntegrationSamlConfiguration: (of) =>
    changed(
      'addProductIntegrationSamlConfiguration',
      `integrationConfigurationId: "${of.integrationId}", ${saml}`,
      'samlConfiguration { nameId }',
    ),
  updateProductIntegrationSamlConfiguration: (of) =>
    changed(
      'updateProductIntegrationSamlConfiguration',
      `integrationConfigurationId: "${of.integrationId}", ${saml}`,
      'samlConfiguration { nameId }',
    ),
  addProductIntegrationBookmarkConfiguration: (of) =>
    changed(
      'addProductIntegrationBookmarkConfiguration',
      `integrationConfigurationId: "${of.integrationId}", landingUrl: "https://taken.example/"`,
      'bookmarkConfiguration { landingUrl }',
    ),
  updateProductIntegrationBookmarkConfiguration: (of) =>
    changed(
      'updateProductIntegrationBookmarkConfiguration',
      `integrationConfigurationId: "${of.integrationId}", landingUrl: "https://taken.example/"`,
      'bookmarkConfiguration { landingUrl }',
    ),
  generateProductIntegrationInboundClient: (of) =>
    changed(
      'generateProductIntegrationInboundClient',
      `id: "${of.integrationId}"`,
      'productIntegrationInboundClient { clientId clientSecret }',
    ),
  triggerProductIntegrationPingTest: (of) =>
    changed(
      'triggerProductIntegrationPingTest',
      `id: "${of.integrationId}", version: WORKING, eventTypes: [SUBSCRIPTION_ORDER]`,
      'productIntegration { id }',
    ),
  publishProductIntegration: (of) =>
    changed('publishProductIntegration', `integrationId: "${of.integrationId}"`, 'productIntegration { id }'),
  linkProductIntegration: (of, own) => [
    ...changed('linkProductIntegration', `productId: "${of.productId}", integrationId: "${own.integrationId}"`, 'product { id }'),
    ...changed('linkProductIntegration', `productId: "${own.productId}", integrationId: "${of.integrationId}"`, 'product { id }'),
  ],
  unlinkProductIntegration: (of) =>
    changed('unlinkProductIntegration', `productId: "${of.hostedProductId}", integrationId: "${of.integrationId}"`, 'product { id }'),
  deleteProductIntegration: (of) => changed('deleteProductIntegration', `id: "${of.integrationId}"`, ''),
};

export const SCHEMA = '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }';

/** Whether an answer gives a stranger nothing: what was asked for is null, empty, or refused. */
export const isNothing = (field, body) => {
  if (body.errors?.length > 0) return true;
  const value = body.data?.[field];
  if (value === null || value === undefined) return true;
  return (value.userErrors ?? []).length > 0 || value.nodes?.length === 0;
};
