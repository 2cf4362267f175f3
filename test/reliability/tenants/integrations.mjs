// Strangers at another vendor's integration: over GraphQL, with the tokens of its events, and at its gRPC stream.
import assert from 'node:assert/strict';
import { consume, status } from '../kit/grpc.mjs';
import { Client, made } from '../kit/http.mjs';
import { graphql } from '../kit/integration.mjs';
import { CHANGES, isNothing, QUESTIONS, SCHEMA } from './graphql.mjs';
import { leaksOf } from './parties.mjs';

const RESULT = { success: true, accountIdentifier: 'taken-over' };

export const strangersAtIntegrations = async (check, { platform, pairs, parties }) => {
  await check('the matrix knows every question and change of GraphQL, and no other', async () => {
    const { __schema: schema } = await graphql(parties[0].client, SCHEMA);
    const names = ({ fields }) => fields.map(({ name }) => name).sort();
    assert.deepEqual([names(schema.queryType), names(schema.mutationType)], [Object.keys(QUESTIONS).sort(), Object.keys(CHANGES).sort()]);
  });
  await check('GraphQL shows and changes nothing of another vendor', async () => {
    const wrong = [];
    for (const { owner, stranger } of pairs)
      for (const [field, ask] of Object.entries({ ...QUESTIONS, ...CHANGES }))
        for (const query of ask(owner.things, stranger.things)) {
          const reply = await stranger.client.post('/api/graphql', { query });
          const leaks = leaksOf(owner, reply.text, query);
          const mine = field === 'createProductIntegration' || field === 'productIntegrations';
          if (reply.status !== 200 || leaks.length > 0 || !(mine || isNothing(field, reply.body)))
            wrong.push(`${query.slice(0, 120)} → ${reply.status} ${reply.text.slice(0, 200)}`);
        }
    assert.deepEqual(wrong.slice(0, 5), []);
  });
  await check("the token of another's event opens nothing, whoever's client shows it", async () => {
    const wrong = [];
    for (const { owner, stranger } of pairs) {
      const at = `/api/integration/v1/events/${owner.things.token}`;
      for (const reply of [await stranger.inbound.get(at), await stranger.inbound.post(`${at}/result`, RESULT)])
        if (reply.status !== 404 || leaksOf(owner, reply.text, at).length > 0) wrong.push(`${reply.status} ${reply.text.slice(0, 200)}`);
      const sync = { type: 'ASSIGNMENT', operation: 'ASSIGN', accountIdentifier: owner.things.account, userIdentifier: 'x' };
      const reply = await stranger.inbound.post('/api/sync/v1/tasks', sync);
      if (reply.status < 400 || reply.status >= 500) wrong.push(`sync: ${reply.status} ${reply.text.slice(0, 200)}`);
    }
    assert.deepEqual(wrong, []);
    for (const { inbound, things } of parties)
      assert.equal((await made(inbound.get(`/api/integration/v1/events/${things.token}`))).type, 'SUBSCRIPTION_ORDER');
  });
  await check("another's gRPC consumer is not found, whatever token of one's own is shown", async () => {
    const wrong = [];
    for (const { owner, stranger } of pairs)
      for (const client of [stranger.client, stranger.agent, stranger.master])
        for (const code of [owner.things.applicationCode, owner.tenantId]) {
          const { code: said, told } = await consume(platform.grpc, client.token, [{ open: { consumer_code: code } }]);
          if (![status.NOT_FOUND, status.PERMISSION_DENIED].includes(said) || told.length > 0) wrong.push(`${code}: ${said}`);
        }
    assert.deepEqual(wrong, []);
  });
  await check('afterwards each integration is as its owner made it', async () => {
    for (const { client, tenantId, things, inboundAccount } of parties) {
      const { productIntegration } = await graphql(
        client,
        `{ productIntegration(id: "${things.integrationId}") { name products { id } bookmarkConfiguration { landingUrl } lastTest { id } } }`,
      );
      assert.deepEqual(productIntegration, {
        name: `Integration of ${tenantId}`,
        products: [{ id: things.hostedProductId }],
        bookmarkConfiguration: { landingUrl: 'https://host.example/' },
        lastTest: null,
      });
      await Client.as(platform.url, inboundAccount);
      assert.notEqual((await made(client.get(`/api/v1/orders/${things.hostedOrderId}`))).currentStatusInfo.systemStatus, 'Done');
    }
  });
};
