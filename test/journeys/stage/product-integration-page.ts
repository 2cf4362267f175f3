/** The five steps of the source page as it prints them (seed 001); whoever runs them puts in ids and URLs of his own. */
export const CREATE = `mutation {
createProductIntegration(
input: {
createUrl: "https://example.com/notifications"
upgradeUrl: "https://example.com/notifications"
cancelUrl: "https://example.com/notifications"
notifyUrl: "https://example.com/notifications"
eventStatusUrl: "https://example.com/notifications"
assignUrl: "https://example.com/notifications"
unassignUrl: "https://example.com/notifications"
name:"Documentation Test Integration",
outboundCredentials: {
type: OAUTH2
clientId: "123456"
clientSecret: "S3cre1!"
tokenUri: "http://dummmy.url/api/token"
grantType: client_credentials
}
}
) {
productIntegration {
id
}
}
}`;

export const AUTHENTICATION = `mutation {
addProductIntegrationOpenIdConnectConfiguration(
input: {
integrationConfigurationId: 34827
clientCreationMethod: "PER_SUBSCRIPTION"
grantTypes: ["AUTHORIZATION_CODE"]
redirectUrls: ["YOUR_REDIRECT_URLS"]
allowOidcScope: false
allowUserScopes: false
allowRoleScopes: false
initiateLoginUrl: "YOUR_INITIATE_LOGIN_URL"
logoutUrl: "YOUR_LOGOUT_URL"
}
) {
openIdConnectConfiguration {
clientCreationMethod
grantTypes
redirectUrls
}
}
}`;

export const CLIENT = `mutation {
generateProductIntegrationInboundClient(
input: { id: "5f157a26-0238-4f3f-9c31-1f3e65b4713e" }
) {
productIntegrationInboundClient {
clientId
clientSecret
createdOn
}
}
}`;

export const PING = `mutation {
triggerProductIntegrationPingTest(
input: {
id: "5f157a26-0238-4f3f-9c31-1f3e65b4713e"
version: WORKING
eventTypes: [SUBSCRIPTION_ORDER]
}
) {
productIntegration {
id
version
type
}
}
}`;

export const PUBLISH = `mutation {
publishProductIntegration(
input: {
integrationId: "5f157a26-0238-4f3f-9c31-1f3e65b4713e"
}
) {
productIntegration {
id
version
}
}
}`;

export const LINK = `mutation {
linkProductIntegration(
input: {
productId: "06ea7f9d-4a1b-4a00-810f-089ac43972e2"
integrationId: "5f157a26-0238-4f3f-9c31-1f3e65b4713e"
}
) {
product {
id
version
}
}
}`;

export const PRINTED_INTEGRATION = '5f157a26-0238-4f3f-9c31-1f3e65b4713e';
export const PRINTED_PRODUCT = '06ea7f9d-4a1b-4a00-810f-089ac43972e2';
export const PRINTED_URL = 'https://example.com/notifications';
export const PRINTED_TOKEN_URI = 'http://dummmy.url/api/token';
