// A receiver of webhooks in a process of its own: takes down what comes, answers 204, and is asked for it afterwards.
import { createServer } from 'node:http';

const SAMPLE_EVERY = 250;
/** [subject, number, id, came at in ms, told at in ms] in the order of coming. */
let arrivals = [];
let samples = [];
let waiting = [];
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { headers } = request;
    const came = performance.timeOrigin + performance.now();
    arrivals.push([headers['ce-subject'], Number(headers['ce-position']), headers['webhook-id'], came, Date.parse(headers['ce-time'])]);
    if (arrivals.length % SAMPLE_EVERY === 1) samples.push({ url: request.url, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(204).end();
    if (waiting.length === 0) return;
    for (const { until } of waiting) if (arrivals.length === until) process.send({ count: until, came });
    waiting = waiting.filter(({ until }) => arrivals.length < until);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', (question) => {
  if (question === 'count') process.send({ count: arrivals.length });
  else if (question === 'all') process.send({ arrivals, samples });
  else if (question === 'forget') {
    arrivals = [];
    samples = [];
    process.send({});
  } else if (arrivals.length >= question.until) process.send({ count: arrivals.length, came: arrivals[question.until - 1][3] });
  else waiting.push(question);
});
process.on('disconnect', () => process.exit(0));
