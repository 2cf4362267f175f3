// A complete agent that is told over gRPC: no port of its own, no signature, the stream itself is authenticated.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { credentials, loadPackageDefinition, Metadata } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const {
  CAUSEWAY_URL = 'http://127.0.0.1:3000',
  CAUSEWAY_GRPC = '127.0.0.1:3001',
  CAUSEWAY_TENANT = 'acme',
  CAUSEWAY_CLIENT_ID,
  CAUSEWAY_CLIENT_SECRET,
} = process.env;
const PROTO = process.env.CAUSEWAY_PROTO ?? join(dirname(fileURLToPath(import.meta.url)), '../../libs/message-gateway/proto/gateway.proto');

async function accessToken() {
  const basic = Buffer.from(`${encodeURIComponent(CAUSEWAY_CLIENT_ID)}:${encodeURIComponent(CAUSEWAY_CLIENT_SECRET)}`).toString('base64');
  const body = new URLSearchParams({ grant_type: 'client_credentials', tid: CAUSEWAY_TENANT });
  const answer = await fetch(`${CAUSEWAY_URL}/connect/token`, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body });
  if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).access_token;
}

/** REST with the token of the stream: both end together, and then both are new. */
const caller = (token) => async (method, path, body) => {
  const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const answer = await fetch(`${CAUSEWAY_URL}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, body: await answer.json().catch(() => null) };
};

/** Your work. The same order may come twice: then it is the same deployment. */
const deploy = async (order) => ({
  accountIdentifier: `crm-${order.subscriptionId}`,
  accessUrl: `https://${order.subscriptionId}.example.com`,
});

async function fulfil(call, orderId) {
  for (;;) {
    const { status, body: order } = await call('GET', `/orders/${orderId}`);
    if (status !== 200) throw new Error(`The order could not be read: ${status}`);
    const next = { null: 'Validation', Validation: 'Confirmed', Confirmed: 'Done' }[order.currentStatusInfo?.systemStatus ?? null];
    if (!next) return;
    const result = next === 'Done' && order.kind === 'New' ? await deploy(order) : {};
    const put = await call('PUT', `/orders/${orderId}/status`, { systemStatus: next, ...result });
    if (put.status !== 200 && put.status !== 409) throw new Error(`${next} was not taken: ${put.status}`);
  }
}

// One stream, from its opening to its end (at the latest when the token expires). What was not acknowledged comes again.
async function consume() {
  const token = await accessToken();
  const call = caller(token);
  const registered = await call('POST', '/gateway/consumers', {
    consumerCode: CAUSEWAY_TENANT,
    channel: 'grpc',
    messageTypes: ['PlatformStore.*'],
  });
  if (registered.status !== 201 && registered.status !== 409) throw new Error(`Not registered: ${registered.status}`);
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const stream = gateway.Consume(metadata);
  stream.write({ open: { consumer_code: CAUSEWAY_TENANT, max_in_flight: 50 } });
  console.log(`The agent of ${CAUSEWAY_TENANT} listens over gRPC at ${CAUSEWAY_GRPC}`);
  stream.on('data', async ({ message_id, contract_type, payload_json }) => {
    try {
      if (contract_type === 'OrderReleased') await fulfil(call, JSON.parse(payload_json).orderId);
      stream.write({ ack: { message_id } });
    } catch (error) {
      stream.write({ nack: { message_id, reason: error.message } });
    }
  });
  await new Promise((resolve, reject) => stream.on('error', reject).on('end', resolve));
}

const { causeway } = loadPackageDefinition(loadSync(PROTO, { keepCase: true, longs: String }));
const secure = CAUSEWAY_URL.startsWith('https:') ? credentials.createSsl() : credentials.createInsecure();
const gateway = new causeway.gateway.v1.MessageGateway(CAUSEWAY_GRPC, secure);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
for (;;) {
  await consume().catch((error) => console.error(error.message));
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
