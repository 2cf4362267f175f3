// A program that webhooks are sent to: keeps what it got, and answers 204, or what the suite says.
import { createServer } from 'node:http';
import { eventually } from './suite.mjs';

/** A program that answers on loopback until the suite ends; its URL. */
export const serve = async (cleanup, answer, port = 0) => {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${server.address().port}`;
};

export const listenForHooks = async (cleanup, port = 0) => {
  const received = [];
  const hooks = { received, answer: (response) => response.writeHead(204).end() };
  const take = async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const message = {
      path: request.url,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString() || 'null'),
      at: Date.now(),
    };
    received.push(message);
    hooks.answer(response, message);
  };
  hooks.url = await serve(cleanup, take, port);
  /** The revisions of each order, in the order in which each was first told. */
  hooks.firsts = () => {
    const seen = new Map();
    for (const { body } of received) {
      if (body?.orderId === undefined) continue;
      const revisions = seen.get(body.orderId) ?? [];
      if (!revisions.includes(body.revision)) revisions.push(body.revision);
      seen.set(body.orderId, revisions);
    }
    return seen;
  };
  /** Waits until every order was told whole, and gives those that were not, or not in order. */
  hooks.untold = async (orders, withinMs = 20_000) => {
    const missing = () => {
      const firsts = hooks.firsts();
      return orders.filter(({ id, revision }) => JSON.stringify(firsts.get(id)) !== JSON.stringify([...Array(revision + 1).keys()]));
    };
    await eventually(missing, ({ length }) => length === 0, withinMs, 100);
    return missing();
  };
  return hooks;
};
