// What each route of the OpenAPI document must do for a stranger. A route that is not here fails the suite: whoever adds one
// says here whose it is.
//   open       answers anybody, and shows nothing of anybody
//   operator   the operator's alone: 403 for everybody else
//   catalogue  shows to anybody what was published, never a draft
//   list       shows the caller's own
//   create     makes the caller's own; `naming` are bodies that name another's things, and must be refused
//   thing      one thing: 404 for everybody but those that it concerns. `of` says which of the owner's things each parameter is
import { productOf, purchaseOf } from '../kit/market.mjs';

const thing = (of, body) => ({ kind: 'thing', of, body });
const order = (body) => thing({ id: 'orderId' }, body);
const subscription = (body) => thing({ id: 'subscriptionId' }, body);
const product = (body) => thing({ productId: 'productId' }, body);
const consumer = (body) => thing({ consumerCode: 'consumerCode' }, body);
const operator = { kind: 'operator' };
const list = (...queries) => ({ kind: 'list', queries });

export const ROUTES = {
  'POST /connect/token': { kind: 'open' },
  'POST /oauth2/token': { kind: 'open' },
  'GET /.well-known/jwks.json': { kind: 'open' },
  'GET /.well-known/openid-configuration': { kind: 'open' },

  'GET /api/v1/jobs': list('state=done'),
  'GET /api/v1/jobs/{jobId}': thing({ jobId: 'jobId' }),
  'POST /api/v1/jobs/{jobId}/pause': thing({ jobId: 'jobId' }),
  'POST /api/v1/jobs/{jobId}/resume': thing({ jobId: 'jobId' }),
  'POST /api/v1/jobs/{jobId}/cancel': thing({ jobId: 'jobId' }),
  'GET /api/v1/projections': operator,
  'GET /api/v1/doctor': operator,
  'GET /api/v1/moments': { kind: 'operator', queries: ['positions=1'] },
  'POST /api/v1/projections/{name}/rebuild': operator,
  'POST /api/v1/projections/{name}/verify': operator,
  'POST /api/v1/projections/{name}/stop': operator,
  'POST /api/v1/projections/{name}/start': operator,
  'POST /api/v1/projections/{name}/skip': { kind: 'operator', body: { reason: 'x' } },
  'GET /api/v1/timeline': { kind: 'subject' },
  'GET /api/v1/stories': { kind: 'subject', more: 'reason=x' },

  'POST /api/v1/tenants': {
    kind: 'operator',
    body: { name: 'Another', companyCode: '99|CZ', roles: ['customer'], email: 'a@b.example', language: 'en' },
  },
  'GET /api/v1/tenants': operator,
  'GET /api/v1/tenants/{tenantId}': { kind: 'hidden', of: { tenantId: 'tenantId' } },
  'PATCH /api/v1/tenants/{tenantId}': { kind: 'hidden', of: { tenantId: 'tenantId' }, body: { name: 'Taken over' } },
  'POST /api/v1/tenants/{tenantId}/pause': { kind: 'hidden', of: { tenantId: 'tenantId' } },
  'POST /api/v1/tenants/{tenantId}/resume': { kind: 'hidden', of: { tenantId: 'tenantId' } },
  'POST /api/v1/tenants/{tenantId}/close': { kind: 'hidden', of: { tenantId: 'tenantId' } },
  'POST /api/v1/tenant-templates': { kind: 'operator', body: { code: 'taken', roles: ['customer'] } },
  'GET /api/v1/tenant-templates': operator,
  'POST /api/v1/tenants/{tenantId}/service-accounts': {
    kind: 'hidden',
    of: { tenantId: 'tenantId' },
    body: { name: 'mine', scopes: ['orders'] },
  },
  'GET /api/v1/tenants/{tenantId}/service-accounts': { kind: 'hidden', of: { tenantId: 'tenantId' } },

  'POST /api/v1/applications': { kind: 'create', naming: ({ applicationCode }) => [{ applicationCode, name: 'Mine', kind: 'cloud' }] },
  'GET /api/v1/applications': list(),
  'GET /api/v1/applications/{applicationCode}': thing({ applicationCode: 'applicationCode' }),
  'POST /api/v1/applications/{applicationCode}/service-accounts': thing(
    { applicationCode: 'applicationCode' },
    { name: 'mine', scopes: ['orders'] },
  ),
  'GET /api/v1/applications/{applicationCode}/service-accounts': thing({ applicationCode: 'applicationCode' }),
  'GET /api/v1/service-accounts/{clientId}': thing({ clientId: 'clientId' }),
  'DELETE /api/v1/service-accounts/{clientId}': thing({ clientId: 'clientId' }),
  'POST /api/v1/service-accounts/{clientId}/secrets': thing({ clientId: 'clientId' }, {}),

  'POST /api/v1/products': { kind: 'create', naming: ({ applicationCode }) => [productOf(applicationCode)] },
  'GET /api/v1/products': { kind: 'catalogue', queries: ({ applicationCode }) => ['status=draft', `applicationCode=${applicationCode}`] },
  'GET /api/v1/products/{productId}': product(),
  'PATCH /api/v1/products/{productId}': product({ name: 'Taken over' }),
  'POST /api/v1/products/{productId}/publish': product(),
  'POST /api/v1/products/{productId}/withdraw': product(),
  'POST /api/v1/storefront/orders': { kind: 'create', naming: ({ productId }) => [purchaseOf(productId)] },
  'POST /api/v1/storefront/orders/{id}/withdraw': order(),
  'POST /api/v1/storefront/subscriptions/{id}/change': subscription({ quantity: 2 }),
  'POST /api/v1/storefront/subscriptions/{id}/cancel': subscription({}),
  'POST /api/v1/storefront/subscriptions/{id}/convert': subscription(),
  'GET /api/v1/orders': {
    kind: 'list',
    queries: ['orderAccessType=Vendor&includeTestingOrders=true', 'orderAccessType=Customer&includeTestingOrders=true'],
    naming: ({ productId, subscriptionId }) => [
      `orderAccessType=Vendor&includeTestingOrders=true&productId=${productId}`,
      `orderAccessType=Customer&includeTestingOrders=true&subscriptionId=${subscriptionId}`,
    ],
  },
  'GET /api/v1/orders/by-number/{orderNumber}': thing({ orderNumber: 'orderNumber' }),
  'GET /api/v1/orders/{id}': order(),
  'GET /api/v1/orders/{id}/history': order(),
  'GET /api/v1/orders/{id}/flow': order(),
  'GET /api/v1/orders/{id}/interaction': order(),
  'PUT /api/v1/orders/{id}/status': order({ systemStatus: 'Validation' }),
  'GET /api/v1/subscriptions': {
    kind: 'list',
    queries: ['includeTesting=true'],
    naming: ({ productId }) => [`includeTesting=true&productId=${productId}`],
  },
  'GET /api/v1/subscriptions/{id}': subscription(),
  'GET /api/v1/subscriptions/{id}/history': subscription(),
  'POST /api/v1/subscriptions/{id}/suspend': { kind: 'operator', body: { reason: 'x' } },
  'POST /api/v1/subscriptions/{id}/reactivate': { kind: 'operator', body: { reason: 'x' } },

  'POST /api/v1/gateway/consumers': {
    kind: 'create',
    naming: ({ consumerCode, applicationCode }) =>
      [consumerCode, applicationCode].map((code) => ({ consumerCode: code, channel: 'grpc', messageTypes: ['*'] })),
  },
  'GET /api/v1/gateway/consumers': list(),
  'GET /api/v1/gateway/consumers/{consumerCode}': consumer(),
  'PATCH /api/v1/gateway/consumers/{consumerCode}': consumer({ messageTypes: ['*'] }),
  'DELETE /api/v1/gateway/consumers/{consumerCode}': consumer(),
  'POST /api/v1/gateway/consumers/{consumerCode}/pause': consumer(),
  'POST /api/v1/gateway/consumers/{consumerCode}/resume': consumer(),
  'POST /api/v1/gateway/consumers/{consumerCode}/test': consumer(),
  'POST /api/v1/gateway/consumers/{consumerCode}/secrets': consumer(),
  'POST /api/v1/gateway/consumers/{consumerCode}/replay': consumer({ from: '0', dryRun: true }),
  'GET /api/v1/gateway/deliveries': {
    kind: 'list',
    queries: [''],
    naming: ({ consumerCode, orderId }) => [`consumer=${consumerCode}`, `subject=order:${orderId}`],
  },
  'GET /api/v1/gateway/deliveries/{messageId}': thing({ messageId: 'messageId' }),
  'POST /api/v1/gateway/deliveries/{messageId}/redeliver': thing({ messageId: 'messageId' }),
  'POST /api/v1/gateway/deliveries/{messageId}/skip': thing({ messageId: 'messageId' }, { reason: 'x' }),

  // What vendors and product hosts use; tried with forged tokens and with those of others, and more in `integrations.mjs`.
  'POST /api/graphql': { kind: 'graphql' },
  'GET /api/graphql': { kind: 'open' },
  'GET /api/integration/v1/events/{token}': { kind: 'forged' },
  'POST /api/integration/v1/events/{token}/result': { kind: 'forged', body: { success: true } },
  'GET /api/integration/v1/returns/{token}': { kind: 'forged' },
  'POST /api/v1/integration-events/{token}/resolve': { kind: 'operator', body: { success: false } },
  'POST /api/sync/v1/tasks': {
    kind: 'forged',
    body: { type: 'ASSIGNMENT', operation: 'ASSIGN', accountIdentifier: 'x', userIdentifier: 'y' },
  },
};
