// A product host in a process of its own that says yes to everything; it reads each event first where `reads` is asked for,
// and while it is told to `wait` it keeps its answers back.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [, , mode] = process.argv;
let inbound = null;
let waiting = null;
let answered = 0;
const gate = () => {
  let open;
  const over = new Promise((resolve) => {
    open = resolve;
  });
  return { over, open };
};
const server = createServer(async (request, response) => {
  const say = (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method === 'POST') return say({ access_token: randomUUID(), expires_in: 3600 });
  await waiting?.over;
  const { searchParams } = new URL(request.url, 'http://host');
  if (mode === 'reads') {
    const { pathname } = new URL(searchParams.get('eventUrl'));
    const { body } = await inbound.pool.request({ method: 'GET', path: pathname, headers: { authorization: `Bearer ${inbound.token}` } });
    await body.json();
  }
  answered++;
  say({ success: true, accountIdentifier: randomUUID() });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', (said) => {
  if (said.url) inbound = { token: said.token, pool: new Pool(said.url, { connections: 32 }) };
  if (said.wait === true) waiting = gate();
  if (said.wait === false) waiting = waiting?.open();
  process.send({ answered });
});
process.on('disconnect', () => process.exit(0));
