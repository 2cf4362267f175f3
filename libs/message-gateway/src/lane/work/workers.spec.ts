import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Publisher } from '@causeway/event-sourcing/model';
import { pause, resume } from '../../consumer/domain/consumer';
import { newsroom, PUBLISHERS } from '../../news';
import { Lanes, thingNews, until } from '../../testing/lanes';
import { Receiver } from '../../testing/receiver';
import { laneStream } from '../domain/lane';
import type { Outcome } from '../domain/lane.events';
import { LaneLost } from './lane-record';
import { MessageSource } from './source';

const DAY = 24 * 3600_000;

describe('lanes at work', () => {
  let lanes: Lanes;
  let receiver: Receiver;
  let url: string;

  beforeEach(async () => {
    lanes = await new Lanes().start();
    receiver = new Receiver();
    url = await receiver.listen();
  });
  afterEach(async () => {
    await lanes.end();
    await receiver.close();
  });
  const lane = async (key = 'acme.acme~1') => (await lanes.streams.load(laneStream(key))).state;
  const outcomes = async () =>
    (await lanes.store.read(laneStream('acme.acme~1').name)).flatMap(({ type, data }) =>
      type === 'LaneAdvanced' ? (data as unknown as { outcomes: Outcome[] }).outcomes : [],
    );

  it('disables a consumer that has only failed for three days, and forgets nothing', async () => {
    receiver.answer = (_, response) => response.writeHead(400).end();
    await lanes.register('acme', url);
    await lanes.happen('a', 1);
    await lanes.happen('a', 2);
    await until(async () => (await lane()).failing['thing:a']?.tries === 1);
    for (const days of [1, 2]) {
      lanes.ahead = days * DAY;
      lanes.hub.work('acme.acme')!.pump();
      await until(async () => (await lane()).failing['thing:a']?.tries === days + 1);
    }
    expect(lanes.hub.registryNow('acme.acme').status).toBe('active');
    lanes.ahead = 3 * DAY + 60_000;
    lanes.hub.work('acme.acme')!.pump();
    await until(() => lanes.hub.registryNow('acme.acme').status === 'disabled');
    expect(lanes.hub.registryNow('acme.acme')).toMatchObject({ statusReason: 'It has only failed for three days.' });
    expect((await lane()).outstanding['thing:a']).toHaveLength(2);
  });

  it('is taken over by another worker; the one that was frozen can write no more', async () => {
    const held: ServerResponse[] = [];
    receiver.answer = (_, response) => void held.push(response);
    await lanes.register('acme', url);
    const { position } = await lanes.happen('a', 1);
    await until(() => held.length === 1);
    const frozen = lanes.hub.work('acme.acme')!;

    const other = await lanes.beside().start();
    await until(() => held.length === 2);
    held[1]!.writeHead(204).end();
    await until(async () => (await outcomes()).length === 1);
    held[0]!.writeHead(500).end();
    await until(() => lanes.troubles.some((error) => error instanceof LaneLost));
    // What it could not write down is nothing that a later worker may pass over.
    expect(frozen.place).toBeLessThan(position);
    await other.stop();
    // What the frozen one believed is nowhere on the record; the message was told twice, under one name.
    expect((await outcomes()).map(({ state }) => state)).toEqual(['delivered']);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('misses nothing that happens at the very moment when it has caught up', async () => {
    const own = new Lanes();
    await own.register('acme', url);
    // Paused, so that nothing else is recorded meanwhile.
    await own.consumer('acme', pause);
    await own.happen('a', 1);
    // The lane's reading comes back while the follower is telling those who are live of the next fact.
    let comeBack: () => void = () => undefined;
    const { store } = own;
    const slow = new Proxy(store, {
      get: (target, name) => {
        if (name !== 'readAll') return Reflect.get(target, name, target);
        return (question: Parameters<typeof store.readAll>[0]) =>
          new Promise((resolve, reject) => {
            store.readAll(question).then((stretch) => {
              comeBack = () => resolve(stretch);
            }, reject);
          });
      },
    });
    const publish: Publisher['publish'] = (fact) => {
      if ((fact.data as { n: number }).n > 1) comeBack();
      return thingNews.publish(fact);
    };
    const room = newsroom([...PUBLISHERS, { ...thingNews, publish }]);
    await own.start({ store: slow, source: new MessageSource(store, own.vocabulary, room) });
    for (let n = 2; n <= 6; n++) {
      await sleep(100);
      await own.happen('a', n);
    }
    const rest = setInterval(() => comeBack(), 50);
    await own.consumer('acme', resume);
    await until(() => receiver.received.length === 6).finally(() => clearInterval(rest));
    await own.end();
  });

  it('lets no bad consumer slow a healthy one', async () => {
    const hostile = new Receiver(() => undefined);
    const bad = await hostile.listen();
    for (const code of ['bad1', 'bad2', 'bad3']) await lanes.register(code, bad);
    await lanes.register('acme', url);
    for (let n = 1; n <= 60; n++) for (const code of ['bad1', 'bad2', 'bad3']) await lanes.happen(`${code}-${n}`, n, code);
    await until(() => hostile.received.length >= 90);
    const begun = performance.now();
    for (let n = 1; n <= 100; n++) await lanes.happen(`good-${n % 10}`, n);
    await until(() => receiver.received.length === 100);
    expect(performance.now() - begun).toBeLessThan(3000);
    await hostile.close();
  });

  it('opens the breaker for one that is down: messages wait, and no try is used up', async () => {
    receiver.answer = (_, response) => response.socket!.destroy();
    await lanes.register('acme', url);
    for (let n = 1; n <= 100; n++) await lanes.happen(`s${n}`, n);
    await new Promise((done) => setTimeout(done, 700));
    const tried = receiver.received.length;
    expect(tried).toBeGreaterThanOrEqual(20);
    expect(tried).toBeLessThan(60);
    receiver.answer = (_, response) => response.writeHead(204).end();
    lanes.ahead = 5_100;
    lanes.hub.work('acme.acme')!.pump();
    await until(() => new Set(receiver.received.filter(({ at }) => at > 0).map(({ headers }) => headers['webhook-id'])).size === 100);
    await until(async () => (await outcomes()).filter(({ state }) => state === 'delivered').length === 100);
    expect((await lane()).outstanding).toEqual({});
  });

  it('is paused with its vendor', async () => {
    lanes.standings.set('acme', 'paused');
    await lanes.register('acme', url);
    await lanes.happen('a', 1);
    await new Promise((done) => setTimeout(done, 150));
    expect(receiver.received).toEqual([]);
    const meta = { tenantId: 'operator', actor: 'client:operator', correlationId: 'c', causationId: 'c' };
    const resumed = {
      id: crypto.randomUUID(),
      type: 'TenantResumed',
      data: { tenantId: 'ACME' },
      schemaVersion: 1,
      occurredOn: new Date().toISOString(),
      meta,
    };
    await lanes.store.append('tenant-acme', 'none', [resumed]);
    await until(() => receiver.received.length === 1);
  });
});
