// node load.mjs '{"url", "path", "token", "seconds", "atOnce" | "perSecond"}': offers requests and prints what became of them.
import { Agent, request } from 'node:http';
import { quantile, sleep } from '../kit/suite.mjs';

const { url, path, token, seconds, atOnce, perSecond } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true, maxSockets: atOnce ?? 2_000, maxFreeSockets: 2_000 });
const headers = { authorization: `Bearer ${token}` };
const refusals = [];
const odd = {};
let [served, offered] = [0, 0];

const once = () =>
  new Promise((resolve) => {
    offered++;
    const from = performance.now();
    const strange = (what) => {
      odd[what] = (odd[what] ?? 0) + 1;
      resolve();
    };
    const sent = request({ agent, hostname, port, path, headers, timeout: 20_000 }, (answer) => {
      const { statusCode } = answer;
      answer.resume().on('end', () => {
        if (statusCode === 200) served++;
        else if ((statusCode === 503 || statusCode === 429) && answer.headers['retry-after']) refusals.push(performance.now() - from);
        else return strange(statusCode);
        resolve();
      });
    });
    sent
      .on('timeout', () => sent.destroy(new Error('timeout')))
      .on('error', (error) => strange(error.code ?? error.message))
      .end();
  });

const end = performance.now() + seconds * 1000;
if (atOnce)
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < end) await once();
    }),
  );
else {
  const waiting = new Set();
  const from = performance.now();
  while (performance.now() < end) {
    const due = Math.floor(((performance.now() - from) / 1000) * perSecond) - offered;
    // More than this in the air is no load any more but a queue of this program's own.
    for (let n = 0; n < due && waiting.size < 1_900; n++) {
      const one = once().then(() => waiting.delete(one));
      waiting.add(one);
    }
    await sleep(2);
  }
  await Promise.all(waiting);
}
const rounded = (q) => (refusals.length === 0 ? 0 : Math.round(quantile(refusals, q)));
console.log(JSON.stringify({ served, offered, refused: refusals.length, refusedMedian: rounded(0.5), refusedP99: rounded(0.99), odd }));
process.exit(0);
