// A complete agent that is told by webhooks: it takes every order of its vendor to Done. Copy it and put your work in `deploy`.
import Fastify from 'fastify';
import { Webhook } from 'standardwebhooks';

const {
  CAUSEWAY_URL = 'http://127.0.0.1:3000',
  CAUSEWAY_TENANT = 'acme',
  CAUSEWAY_CLIENT_ID,
  CAUSEWAY_CLIENT_SECRET,
  HOST = '127.0.0.1',
  PORT = '4000',
} = process.env;
const WEBHOOK_URL = process.env.WEBHOOK_URL ?? `http://${HOST}:${PORT}/hooks`;

// One access token for its ten minutes.
let token = { value: '', until: 0 };
async function accessToken() {
  if (Date.now() < token.until) return token.value;
  const basic = Buffer.from(`${encodeURIComponent(CAUSEWAY_CLIENT_ID)}:${encodeURIComponent(CAUSEWAY_CLIENT_SECRET)}`).toString('base64');
  const body = new URLSearchParams({ grant_type: 'client_credentials', tid: CAUSEWAY_TENANT });
  const answer = await fetch(`${CAUSEWAY_URL}/connect/token`, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body });
  if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
  const { access_token, expires_in } = await answer.json();
  token = { value: access_token, until: Date.now() + (expires_in - 60) * 1000 };
  return access_token;
}

async function call(method, path, body) {
  const headers = { authorization: `Bearer ${await accessToken()}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const answer = await fetch(`${CAUSEWAY_URL}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}

// Registers, or when it was registered before: says where it is now and takes a new secret. The old one also signs for 24 hours.
async function listen() {
  const wishes = { webhookUrl: WEBHOOK_URL, messageTypes: ['PlatformStore.*'] };
  const made = await call('POST', '/gateway/consumers', { consumerCode: CAUSEWAY_TENANT, channel: 'webhook', ...wishes });
  if (made.status === 201) return made.body.signingSecret;
  if (made.status !== 409) throw new Error(`Not registered: ${made.status} ${JSON.stringify(made.body)}`);
  await call('PATCH', `/gateway/consumers/${CAUSEWAY_TENANT}`, wishes);
  return (await call('POST', `/gateway/consumers/${CAUSEWAY_TENANT}/secrets`)).body.signingSecret;
}

/** Your work. What it returns is shown to the customer. The same order may come twice: then it is the same deployment. */
const deploy = async (order) => ({
  accountIdentifier: `crm-${order.subscriptionId}`,
  accessUrl: `https://${order.subscriptionId}.example.com`,
});

// Reads how the order stands and does what comes next until nothing is left: a message that comes twice, or late, changes nothing.
async function fulfil(orderId) {
  for (;;) {
    const { status, body: order } = await call('GET', `/orders/${orderId}`);
    if (status !== 200) throw new Error(`The order could not be read: ${status}`);
    const next = { null: 'Validation', Validation: 'Confirmed', Confirmed: 'Done' }[order.currentStatusInfo?.systemStatus ?? null];
    if (!next) return;
    const result = next === 'Done' && order.kind === 'New' ? await deploy(order) : {};
    const put = await call('PUT', `/orders/${orderId}/status`, { systemStatus: next, ...result });
    if (put.status !== 200 && put.status !== 409) throw new Error(`${next} was not taken: ${put.status} ${JSON.stringify(put.body)}`);
  }
}

const app = Fastify({ bodyLimit: 1024 * 1024 });
let webhook;
app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
app.post('/hooks/:messageType/:contractType/:messageId', async (request, reply) => {
  try {
    webhook.verify(request.body, request.headers);
  } catch {
    return reply.code(401).send();
  }
  // First the work, then the 204: what is not acknowledged comes again.
  if (request.params.contractType === 'OrderReleased') await fulfil(JSON.parse(request.body).orderId);
  return reply.code(204).send();
});

await app.listen({ host: HOST, port: Number(PORT) });
webhook = new Webhook(await listen());
console.log(`The agent of ${CAUSEWAY_TENANT} listens at ${WEBHOOK_URL}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => app.close().then(() => process.exit(0)));
