// A receiver of webhooks in a process of its own: counts what comes, and checks the order within each subject.
import { createServer } from 'node:http';

/** CPU time so far in ms. */
const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let count = 0;
let swapped = 0;
const last = new Map();
const times = [];
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { orderId, revision } = JSON.parse(Buffer.concat(chunks).toString());
    if (orderId) {
      if (revision < (last.get(orderId) ?? -1)) swapped++;
      last.set(orderId, revision);
      if (process.argv[2] === 'times') times.push([orderId, revision, performance.timeOrigin + performance.now()]);
    }
    count++;
    response.writeHead(204).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', (question) => process.send(question === 'times' ? { times } : { count, swapped, cpu: spent() }));
process.on('disconnect', () => process.exit(0));
