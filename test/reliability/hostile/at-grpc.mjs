// The gRPC door under hostile bytes: what must hold, as checks of the suite `hostile-requests`.
import assert from 'node:assert/strict';
import { consume, status } from '../kit/grpc.mjs';
import { made } from '../kit/http.mjs';
import { openPartner } from '../kit/market.mjs';
import { CALLS, call, FRAMES, sendFrames } from './grpc.mjs';

const TRACE = /\n\s+at |node_modules|\/(?:apps|libs)\/[\w-]+\/src\//;

export const hostileAtGrpc = async (check, platform, operator) => {
  const port = Number(platform.grpc.split(':')[1]);
  const consumerCode = 'listener';
  const { agent } = await openPartner(operator, consumerCode);
  await made(agent.post('/api/v1/gateway/consumers', { consumerCode, channel: 'grpc', messageTypes: ['*'] }));
  const opens = async () => {
    const { code, details } = await consume(platform.grpc, agent.token, [{ open: { consumer_code: consumerCode } }], 500);
    assert.deepEqual([code, details], [0, 'open']);
  };
  await check(
    `gRPC: ${FRAMES.length} kinds of frames that are none, ${CALLS.length} kinds of calls: no trace, and it serves on`,
    async () => {
      const wrong = [];
      for (const [, bytes] of FRAMES) await sendFrames(port, bytes);
      for (const [name, bytes, headers] of CALLS) {
        const said = await call(port, agent.token, bytes, headers);
        if (TRACE.test(said.text)) wrong.push(`${name}: ${said.text.slice(0, 300)}`);
      }
      assert.deepEqual(wrong, []);
      await opens();
    },
  );
  await check('gRPC: a message over 64 KiB, a foreign token, no token and no first open are told what they are', async () => {
    const open = { open: { consumer_code: consumerCode } };
    const code = async (token, ...requests) => (await consume(platform.grpc, token, requests)).code;
    assert.deepEqual(
      [
        await code(agent.token, { open: { consumer_code: 'x'.repeat(70_000) } }),
        await code(null, open),
        await code('forged', open),
        await code(`${agent.token.slice(0, -4)}AAAA`, open),
        await code(agent.token, { ack: { message_id: 'x' } }),
        await code(agent.token, { open: { consumer_code: consumerCode, max_in_flight: 4_000_000_000 } }),
        await code(agent.token, { open: { consumer_code: '__proto__' } }),
      ],
      [
        status.RESOURCE_EXHAUSTED,
        status.UNAUTHENTICATED,
        status.UNAUTHENTICATED,
        status.UNAUTHENTICATED,
        status.INVALID_ARGUMENT,
        status.INVALID_ARGUMENT,
        status.NOT_FOUND,
      ],
    );
  });
  await check('gRPC: 300 streams at once and cut: the next one is served', async () => {
    const many = Array.from({ length: 300 }, () => consume(platform.grpc, agent.token, [{ open: { consumer_code: consumerCode } }], 400));
    await Promise.all(many);
    await opens();
  });
};
