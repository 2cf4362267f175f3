// A complete product host: it is told of events by the marketplace's GET, reads them and answers. Copy it and put your work in `deploy`.

import { randomBytes } from 'node:crypto';
import Fastify from 'fastify';

const {
  CAUSEWAY_URL = 'http://127.0.0.1:3000',
  CAUSEWAY_CLIENT_ID,
  CAUSEWAY_CLIENT_SECRET,
  HOST = '127.0.0.1',
  PORT = '4100',
} = process.env;
// What the marketplace signs in with at `/token` (the integration's outboundCredentials), and whether we answer later, by 202.
const { OUTBOUND_CLIENT_ID = 'marketplace', OUTBOUND_CLIENT_SECRET = 'change me', ANSWER_LATER = 'false' } = process.env;

// One access token of the inbound client for its ten minutes.
let token = { value: '', until: 0 };
async function accessToken() {
  if (Date.now() < token.until) return token.value;
  const basic = Buffer.from(`${encodeURIComponent(CAUSEWAY_CLIENT_ID)}:${encodeURIComponent(CAUSEWAY_CLIENT_SECRET)}`).toString('base64');
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'integration' });
  const answer = await fetch(`${CAUSEWAY_URL}/connect/token`, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body });
  if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
  const { access_token, expires_in } = await answer.json();
  token = { value: access_token, until: Date.now() + (expires_in - 60) * 1000 };
  return access_token;
}

/** Where an event is read at our marketplace, whatever address was given: our token goes nowhere else. */
function ours(eventUrl) {
  const path = URL.canParse(eventUrl) ? new URL(eventUrl).pathname : '';
  return path.startsWith('/api/integration/v1/events/') ? `${CAUSEWAY_URL}${path}` : null;
}

async function read(eventUrl) {
  if (eventUrl === null) return null;
  const answer = await fetch(eventUrl, { headers: { authorization: `Bearer ${await accessToken()}`, accept: 'application/json' } });
  return answer.ok ? answer.json() : null;
}

/** Your work. The same event may come twice: what it made the first time is what it makes the second. */
const accounts = new Map();
async function deploy({ type, payload: { order, account, addon, user, notice } }) {
  switch (type) {
    case 'SUBSCRIPTION_ORDER': {
      if (order.editionCode === 'impossible') return { success: false, errorCode: 'CONFIGURATION_ERROR', message: 'We do not make these.' };
      if (!accounts.has(order.id)) accounts.set(order.id, `host-${order.id}`);
      return { success: true, accountIdentifier: accounts.get(order.id), message: 'Welcome.' };
    }
    case 'SUBSCRIPTION_CHANGE':
      return { success: true, message: `${account.accountIdentifier} is now ${order.editionCode}.` };
    case 'SUBSCRIPTION_CANCEL':
      return { success: true, message: `${account.accountIdentifier} ends.` };
    default:
      return { success: true, message: `${type} ${notice?.type ?? addon?.code ?? user?.userId ?? ''}`.trim() };
  }
}

const app = Fastify({ bodyLimit: 64 * 1024 });
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
  done(null, Object.fromEntries(new URLSearchParams(body))),
);

// The marketplace takes a token here and shows it with every event.
const basic = `Basic ${Buffer.from(`${encodeURIComponent(OUTBOUND_CLIENT_ID)}:${encodeURIComponent(OUTBOUND_CLIENT_SECRET)}`).toString('base64')}`;
const given = new Map();
app.post('/token', async (request, reply) => {
  if (request.headers.authorization !== basic) return reply.code(401).send({ error: 'invalid_client' });
  const value = randomBytes(24).toString('base64url');
  given.set(value, Date.now() + 600_000);
  return { access_token: value, token_type: 'Bearer', expires_in: 600 };
});

app.get('/events', async (request, reply) => {
  if (!(given.get(request.headers.authorization?.slice('Bearer '.length)) > Date.now())) return reply.code(401).send();
  const eventUrl = ours(request.query.eventUrl);
  const event = await read(eventUrl);
  if (event === null) return { success: false, errorCode: 'NOT_FOUND', message: 'There is no such event.' };
  console.log(`${event.type} ${event.flag ?? ''}`.trim());
  if (ANSWER_LATER !== 'true' || event.flag === 'STATELESS') return deploy(event);
  reply.code(202).send();
  const headers = { authorization: `Bearer ${await accessToken()}`, 'content-type': 'application/json' };
  await fetch(`${eventUrl}/result`, { method: 'POST', headers, body: JSON.stringify(await deploy(event)) });
});

await app.listen({ host: HOST, port: Number(PORT) });
console.log(`The product host listens at http://${HOST}:${PORT}/events`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => app.close().then(() => process.exit(0)));
