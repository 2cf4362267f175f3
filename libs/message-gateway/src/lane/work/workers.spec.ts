import type { ServerResponse } from 'node:http';
import { Lanes, until } from '../../testing/lanes';
import { Receiver } from '../../testing/receiver';
import { laneStream } from '../domain/lane';
import type { Outcome } from '../domain/lane.events';
import { LaneLost } from './lane-record';

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
    await lanes.happen('a', 1);
    await until(() => held.length === 1);

    const other = await lanes.beside().start();
    await until(() => held.length === 2);
    held[1]!.writeHead(204).end();
    await until(async () => (await outcomes()).length === 1);
    held[0]!.writeHead(500).end();
    await until(() => lanes.troubles.some((error) => error instanceof LaneLost));
    await other.stop();
    // What the frozen one believed is nowhere on the record; the message was told twice, under one name.
    expect((await outcomes()).map(({ state }) => state)).toEqual(['delivered']);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
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
