import { ListConsumers } from './consumer/read/consumer-list';
import { GetConsumer } from './consumer/read/one-consumer';
import type { ConsumerWish } from './consumer/wish';
import { ChangeConsumer } from './consumer/write/change-consumer';
import { RegisterConsumer } from './consumer/write/register-consumer';
import { RemoveConsumer } from './consumer/write/remove-consumer';
import { RotateSecret } from './consumer/write/rotate-secret';
import { SteerConsumer } from './consumer/write/steer-consumer';
import { TestConsumer } from './consumer/write/test-consumer';
import { type DeliveryFilters, ListDeliveries } from './delivery/read/list-deliveries';
import { GetDelivery } from './delivery/read/one-delivery';
import { Redeliver } from './delivery/write/redeliver';
import { Replay } from './delivery/write/replay';
import { SkipDelivery } from './delivery/write/skip-delivery';
import { agentOf, ask, compose, of, operator, refused } from './testing/composed';
import { until } from './testing/lanes';
import { Receiver } from './testing/receiver';

const acme = of('acme', 'gateway');
const globex = of('globex', 'gateway');

describe('the message gateway', () => {
  let world: Awaited<ReturnType<typeof compose>>;
  let receiver: Receiver;
  let url: string;

  beforeEach(async () => {
    world = await compose();
    receiver = new Receiver();
    url = await receiver.listen();
  });
  afterEach(async () => {
    await world.end();
    await receiver.close();
    expect(world.complaints).toEqual([]);
  });

  const register = (more: Partial<ConsumerWish> = {}, caller = acme) =>
    world.commands.execute(
      new RegisterConsumer(ask(caller), {
        consumerCode: 'acme',
        channel: 'webhook',
        webhookUrl: url,
        messageTypes: ['PlatformStore.*'],
        ...more,
      }),
    );
  const list = async (filters: DeliveryFilters = {}, caller = acme) => {
    await world.caughtUp();
    return world.queries.execute(new ListDeliveries(caller, filters));
  };
  const states = async (filters: DeliveryFilters = {}) => (await list(filters)).items.map(({ state }) => state);
  const one = (messageId: string, caller = acme) => world.queries.execute(new GetDelivery(caller, messageId));

  it('registers a consumer, shows its secret once, and only its own code', async () => {
    const { shown, signingSecret } = await register({ securityCode: 'open sesame' });
    expect(signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(shown).toMatchObject({
      consumerCode: 'acme',
      channel: 'webhook',
      webhookUrl: url,
      status: 'active',
      hasSecurityCode: true,
      revision: 0,
    });
    expect(JSON.stringify(shown)).not.toMatch(/sesame|whsec/);
    expect(JSON.stringify(await world.store.read('consumer-acme.acme'))).not.toMatch(/open sesame|whsec_/);
    await expect(register()).rejects.toEqual(refused('consumer.duplicate'));
    await expect(register({ consumerCode: 'globex' })).rejects.toEqual(refused('consumer.code-not-tenant'));
    await expect(register({}, agentOf('acme.crm', 'acme', 'globex', 'gateway'))).rejects.toEqual(refused('consumer.code-not-tenant'));
    await expect(register({}, agentOf('acme.crm', 'acme', null, 'gateway'))).rejects.toEqual(refused('consumer.code-not-application'));
    await expect(register({ consumerCode: 'globex', webhookUrl: 'http://10.0.0.1/' }, globex)).rejects.toEqual(refused('address.refused'));
    const master = await register({ consumerCode: 'acme.crm' }, agentOf('acme.crm', 'acme', null, 'gateway'));
    expect(master.shown.consumerCode).toBe('acme.crm');
    await expect(world.queries.execute(new GetConsumer(globex, 'acme'))).rejects.toEqual(refused('consumer.unknown'));
    await world.caughtUp();
    expect((await world.queries.execute(new ListConsumers(acme, {}))).items.map(({ consumerCode }) => consumerCode)).toEqual(['acme']);
    expect((await world.queries.execute(new ListConsumers(operator, {}))).items.map(({ consumerCode }) => consumerCode)).toEqual([
      'acme',
      'acme.crm',
    ]);
  });

  it('is steered by support, but changed, tested, removed and given secrets by its owner alone', async () => {
    await register();
    for (const command of [
      new ChangeConsumer(ask(operator), 'acme', { filter: null }),
      new RotateSecret(ask(operator), 'acme'),
      new TestConsumer(ask(operator), 'acme'),
      new RemoveConsumer(ask(operator), 'acme'),
    ])
      await expect(world.commands.execute(command)).rejects.toEqual(refused('consumer.unknown'));
    await world.commands.execute(new SteerConsumer(ask(operator), 'acme', 'pause'));
    expect(await world.queries.execute(new GetConsumer(acme, 'acme'))).toMatchObject({ status: 'paused', revision: 1 });
  });

  it('changes by merge patch, rotates, and tells only what is heard', async () => {
    const { signingSecret } = await register({ filter: { kind: ['New'], isTesting: false } });
    const changed = await world.commands.execute(new ChangeConsumer(ask(acme), 'acme', { filter: { kind: 'Change' } }));
    expect(changed.shown.filter).toEqual({ kind: 'Change', isTesting: false });
    await world.released('o1', 0);
    await world.commands.execute(new ChangeConsumer(ask(acme), 'acme', { filter: null }));
    await world.released('o1', 1);
    await until(() => receiver.received.length === 1);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ orderId: 'o1', revision: 1 });
    const rotated = await world.commands.execute(new RotateSecret(ask(acme), 'acme'));
    expect(rotated.signingSecret).not.toBe(signingSecret);
    const { messageId } = await world.commands.execute(new TestConsumer(ask(acme), 'acme'));
    await until(() => receiver.received.length === 2);
    expect(receiver.received[1]!.headers['webhook-id']).toBe(messageId);
    expect((receiver.received[1]!.headers['webhook-signature'] as string).split(' ')).toHaveLength(2);
    await until(async () => (await one(messageId)).state === 'delivered');
  });

  it('shows deliveries in every state, to their owner and to support', async () => {
    receiver.answer = ({ body }, response) =>
      response.writeHead(body.includes('"bad"') ? 500 : 204).end(body.includes('"bad"') ? 'Ada was here' : '');
    await register();
    await world.released('bad', 0);
    await world.released('bad', 1);
    await world.released('good', 0);
    await until(async () => (await states()).join() === 'delivered,held,failed');
    for (const [state, count] of [
      ['delivered', 1],
      ['held', 1],
      ['failed', 1],
      ['scheduled', 0],
      ['skipped', 0],
      ['exhausted', 0],
      ['delivering', 0],
    ] as const)
      expect({ state, count: (await list({ state })).totalCount }).toEqual({ state, count });
    const [, , failed] = (await list()).items;
    const details = await one(failed!.messageId);
    expect(details).toMatchObject({ state: 'failed', consumerCode: 'acme', subject: 'order:bad', tenantId: 'acme', replay: false });
    expect(details.attempts).toEqual([
      { number: 1, startedOn: expect.any(String), status: 500, durationMs: expect.any(Number), error: null, answer: 'Ada was here' },
    ]);
    await expect(one(failed!.messageId, globex)).rejects.toEqual(refused('delivery.unknown'));
    expect((await list({ consumer: 'acme' }, globex)).totalCount).toBe(0);
    expect((await list({ subject: 'order:bad' }, operator)).totalCount).toBe(2);

    await world.commands.execute(new SteerConsumer(ask(acme), 'acme', 'pause'));
    expect(await states()).toEqual(['delivered', 'held', 'held']);
    await world.commands.execute(new SteerConsumer(ask(acme), 'acme', 'resume'));
    await world.commands.execute(new RemoveConsumer(ask(acme), 'acme'));
    expect(await states()).toEqual(['delivered', 'skipped', 'skipped']);
    await register();
    await world.released('good', 1);
    await until(async () => (await states())[0] === 'delivered');
  });

  it('lets a person skip, or redeliver: accepted, it frees its subject', async () => {
    receiver.answer = (_, response) => response.writeHead(500).end();
    await register();
    for (let n = 0; n < 3; n++) await world.released('o', n);
    await until(async () => (await states()).join() === 'held,held,failed');
    const [, , first] = (await list()).items;
    const skipped = await world.commands.execute(new SkipDelivery(ask(acme), first!.messageId, 'settled by telephone'));
    expect(skipped.shown.state).toBe('skipped');
    await until(async () => (await states()).join() === 'held,failed,skipped');
    await expect(world.commands.execute(new SkipDelivery(ask(globex), first!.messageId, 'x'))).rejects.toEqual(refused('delivery.unknown'));

    receiver.answer = (_, response) => response.writeHead(204).end();
    const [, second] = (await list()).items;
    await world.commands.execute(new Redeliver(ask(acme), second!.messageId));
    await until(async () => (await list({ state: 'delivered' })).items.filter(({ replay }) => !replay).length === 2);
    const again = receiver.received.find(({ headers }) => headers['ce-replay'] === 'true')!;
    expect(again.headers['webhook-id']).toBe(second!.messageId);
    expect((await one(second!.messageId)).attempts.map(({ number, status }) => ({ number, status }))).toEqual([
      { number: 1, status: 500 },
      { number: 2, status: 204 },
    ]);
  });

  it('replays from no position that there is not yet', async () => {
    await world.released('early', 0);
    await register();
    await expect(world.commands.execute(new Replay(ask(acme), 'acme', { from: '999999' }))).rejects.toMatchObject({
      ...{ kind: 'invalid', code: 'position.invalid' },
      extra: { errors: [{ pointer: '/from', message: 'is beyond everything that has happened' }] },
    });
  });

  it('replays, dry and for real, in order, and changes no original', async () => {
    await world.released('early', 0);
    await world.released('early', 1);
    await register();
    await world.released('late', 0);
    await until(() => receiver.received.length === 1);
    const dry = await world.commands.execute(new Replay(ask(acme), 'acme', { from: '2020-01-01T00:00:00Z', dryRun: true }));
    await until(() => world.jobs.results.has(dry.jobId));
    expect(world.jobs.results.get(dry.jobId)).toMatchObject({
      count: 3,
      items: [{ subject: 'order:early' }, { subject: 'order:early' }, { subject: 'order:late' }],
    });
    expect(receiver.received).toHaveLength(1);

    const real = await world.commands.execute(new Replay(ask(acme), 'acme', { from: 1, subject: 'order:early' }));
    await until(() => world.jobs.results.has(real.jobId));
    expect(receiver.received.slice(1).map(({ body }) => JSON.parse(body).revision)).toEqual([0, 1]);
    expect(receiver.received.slice(1).every(({ headers }) => headers['ce-replay'] === 'true')).toBe(true);
    await until(async () => (await states()).every((state) => state === 'delivered'));
    expect((await list()).items.map(({ replay }) => replay)).toEqual([false, true, true]);
    const early = (await list()).items[1]!;
    expect(await one(early.messageId)).toMatchObject({ replay: true, state: 'delivered', attempts: [{ number: 1, status: 204 }] });
  });

  it('is done with a replay once every message was accepted', async () => {
    await register();
    for (let n = 0; n < 30; n++) await world.released(`o${n}`, 0);
    await until(() => receiver.received.length === 30);
    receiver.answer = (_, response) => void setTimeout(() => response.writeHead(204).end(), 30);
    const { jobId } = await world.commands.execute(new Replay(ask(acme), 'acme', { from: 1 }));
    await until(() => world.jobs.results.has(jobId));
    expect(receiver.received).toHaveLength(60);
    expect(world.jobs.results.get(jobId)).toEqual({ count: 30 });
  });

  it('gives a replay up, with a reason, when nothing of it is accepted any more', async () => {
    await register();
    for (const subject of ['good', 'bad', 'other']) await world.released(subject, 0);
    await world.released('bad', 1);
    await until(() => receiver.received.length === 4);
    receiver.answer = ({ body }, response) => response.writeHead(body.includes('"bad"') ? 500 : 204).end();
    world.replays.patienceMs = 500;
    const { jobId } = await world.commands.execute(new Replay(ask(acme), 'acme', { from: 1 }));
    await until(() => world.jobs.failures.has(jobId));
    expect(world.jobs.failures.get(jobId)).toMatch(
      /^2 of 4 messages are left\. None was accepted for \S+ s \(order:bad: \d+ tries\); .* the schedule\.$/,
    );
    expect((await list({ state: 'delivered' })).items.filter(({ replay }) => replay)).toHaveLength(2);
    // Another replay does not wait for what is left of this one.
    const again = await world.commands.execute(new Replay(ask(acme), 'acme', { from: 1, subject: 'order:good' }));
    await until(() => world.jobs.results.has(again.jobId));
    // And what is left is told by the schedule all the same.
    receiver.answer = (_, response) => response.writeHead(204).end();
    await until(async () => (await list({ state: 'delivered' })).items.filter(({ replay }) => replay).length === 5, 15_000);
  }, 30_000);

  it('gives a replay up when the consumer is disabled', async () => {
    await register();
    await world.released('o', 0);
    await until(() => receiver.received.length === 1);
    receiver.answer = (_, response) => response.writeHead(410).end();
    const { jobId } = await world.commands.execute(new Replay(ask(acme), 'acme', { from: 1 }));
    await until(() => world.jobs.failures.has(jobId));
    expect(world.jobs.failures.get(jobId)).toMatch(/^1 of 1 messages are left\. The consumer is disabled \(.*\); .* resumed\.$/);
  });
});
