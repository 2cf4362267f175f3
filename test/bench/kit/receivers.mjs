// The bench's side of a receiver, and whether what came to it is signed as page 25 says.
import { fork } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jwtVerify } from 'jose';
import { must } from './checks.mjs';
import { root } from './platform.mjs';

export const startReceiver = async () => {
  const child = fork(join(root, 'test/bench/kit/receiver.mjs'), { execArgv: [] });
  const [{ port }] = await once(child, 'message');
  const ask = async (question) => {
    child.send(question);
    return (await once(child, 'message'))[0];
  };
  return {
    url: `http://127.0.0.1:${port}`,
    count: async () => (await ask('count')).count,
    /** When the message with this number came, in milliseconds since 1970; refuses after `withinMs`. */
    until: async (number, withinMs = 120_000) => {
      const late = new AbortController();
      const answer = await Promise.race([ask({ until: number }), sleep(withinMs, null, { signal: late.signal }).catch(() => undefined)]);
      late.abort();
      must(answer !== null, `of ${number} messages, not all came within ${withinMs / 1000} s`);
      return answer.came;
    },
    all: () => ask('all'),
    forget: () => ask('forget'),
    close: () => child.disconnect(),
  };
};

/** Every sample bears an ES256 token over its body and a Standard Webhooks signature. */
export const signed = async (samples, { key, secret, audience }) => {
  must(samples.length > 0, 'no message was looked at');
  for (const { headers, body } of samples) {
    // Looked at when all have come, which may be after it has run out; it was not when it came.
    const currentDate = new Date(Number(headers['webhook-timestamp']) * 1000);
    const { payload, protectedHeader } = await jwtVerify(headers.authorization.replace('Bearer ', ''), key, { audience, currentDate });
    must(protectedHeader.alg === 'ES256', `a token is signed by ${protectedHeader.alg}`);
    must(payload.jti === headers['webhook-id'], "a token is not its message's");
    must(payload.sha256 === createHash('sha256').update(body).digest('hex'), "a token is not its body's");
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const wanted = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
      .update(content)
      .digest('base64');
    must(headers['webhook-signature'].split(' ').includes(`v1,${wanted}`), 'a webhook signature is wrong');
  }
};
