import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { AddressGuard, type Resolver } from '../address/address-guard';
import type { Sending } from '../message/channel';
import { Receiver } from '../testing/receiver';
import { Couriers, inThread, type Opening } from './couriers';
import type { Equipment } from './protocol';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const equipment = (webhookUrl: string): Equipment => ({
  consumer: { consumerCode: 'acme', webhookUrl, routes: [], jwtAlgorithm: 'ES256' },
  ...{ issuer: 'https://causeway.example', key: { kid: 'k1', privateKey }, securityCode: null, connections: 4 },
  secrets: [`whsec_${Buffer.alloc(32, 1).toString('base64')}`],
  limits: { totalMs: 5_000, bodyMs: 200 },
});
const sending = (n: number): Sending => ({
  message: {
    messageId: `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`,
    position: n,
    told: {
      ...{ eventId: `e${n}`, position: n, messageType: 'Test.ThingHappened', contractType: 'ThingHappened', subject: `thing:${n}` },
      ...{ tenantId: 'acme', recipient: 'acme', occurredOn: '2026-01-01T00:00:00.000Z', traceId: 'a'.repeat(32), userId: null },
      ...{ sealedFor: 'tenant:acme', body: JSON.stringify({ n }) },
    },
  },
  attempt: 1,
  replay: false,
});

const LIBS = join(__dirname, '../../..');
const HERE = 'message-gateway/src/webhook';

describe('the thread of webhooks', () => {
  const receiver = new Receiver();
  const places: ReturnType<Opening>[] = [];
  const troubles: unknown[] = [];
  let folder: string;
  let url: string;

  const couriers = (stage = 'development', resolver?: Resolver): Couriers => {
    const guard = new AddressGuard({ stage, allowedHosts: { allowsName: () => false, allowsAddress: () => false } }, resolver);
    const opening: Opening = (heard, died) => {
      const place = inThread(join(folder, HERE, 'courier-thread.js'))(heard, died);
      places.push(place);
      return place;
    };
    return new Couriers(guard, (error) => troubles.push(error), opening);
  };

  beforeAll(async () => {
    // As the build makes them, where packages are found.
    const cache = join(__dirname, '../../../../.cache');
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'courier-'));
    for (const part of [HERE, 'platform/src/outgoing']) {
      mkdirSync(join(folder, part), { recursive: true });
      for (const file of readdirSync(join(LIBS, part)).filter((name) => /(?<!\.spec)\.ts$/.test(name))) {
        const { code } = transformFileSync(join(LIBS, part, file), { sourceMaps: false });
        writeFileSync(join(folder, part, file.replace('.ts', '.js')), code);
      }
    }
    url = await receiver.listen();
  });
  afterAll(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    for (const list of [places, troubles, receiver.received]) list.length = 0;
    receiver.answer = (_, response) => response.writeHead(204).end();
  });

  it('begins with the first desk, sends what each desk is given, and ends with the last', async () => {
    const all = couriers();
    expect(places).toHaveLength(0);
    const [one, two] = [all.open(), all.open()];
    for (const desk of [one, two]) all.equip(desk, equipment(url));
    const ended = await Promise.all([1, 2, 3].map((n) => all.send(n === 3 ? two : one, sending(n))));
    expect(ended).toEqual(Array(3).fill(expect.objectContaining({ status: 204, error: null, answer: null, listed: false })));
    expect(receiver.numbers.sort()).toEqual([1, 2, 3]);
    await all.close(one);
    expect(await all.send(one, sending(4))).toBeNull();
    expect(await all.send(two, sending(5))).toMatchObject({ status: 204 });
    await all.close(two);
    expect(places).toHaveLength(1);
    expect(troubles).toEqual([]);
  });

  it('is replaced when it dies, and what it had in its hands is made again as the same attempt', async () => {
    receiver.answer = () => undefined;
    const all = couriers();
    const desk = all.open();
    all.equip(desk, equipment(url));
    const ended = Promise.all([1, 2].map((n) => all.send(desk, sending(n))));
    while (receiver.received.length < 2) await new Promise((done) => setTimeout(done, 5));
    receiver.answer = (_, response) => response.writeHead(200).end('thanks');
    await places[0]!.end();
    expect(await ended).toEqual(Array(2).fill(expect.objectContaining({ status: 200, answer: 'thanks' })));
    expect(receiver.numbers.sort()).toEqual([1, 1, 2, 2]);
    expect(new Set(receiver.received.map(({ headers }) => `${headers['webhook-id']} ${headers.traceparent}`)).size).toBe(2);
    expect(places).toHaveLength(2);
    expect(troubles).toHaveLength(1);
    await all.close(desk);
  });

  it('ends what is under way as not attempted when its desk is closed', async () => {
    receiver.answer = () => undefined;
    const all = couriers();
    const desk = all.open();
    all.equip(desk, equipment(url));
    const ended = all.send(desk, sending(1));
    while (receiver.received.length < 1) await new Promise((done) => setTimeout(done, 5));
    await all.close(desk);
    expect(await ended).toBeNull();
  });

  it('sends no more at once than it has connections, and hands back what waits behind one that is not accepted', async () => {
    const answers: ServerResponse[] = [];
    receiver.answer = (_, response) => void answers.push(response);
    const all = couriers();
    const desk = all.open();
    all.equip(desk, equipment(url));
    const statuses = Promise.all(Array.from({ length: 12 }, (_, n) => all.send(desk, sending(n)))).then((endings) =>
      endings.map((ended) => ended?.status ?? null),
    );
    const reached = async (count: number) => {
      while (receiver.received.length < count) await new Promise((done) => setTimeout(done, 5));
    };
    await reached(4);
    await new Promise((done) => setTimeout(done, 50));
    expect(receiver.numbers.sort()).toEqual([0, 1, 2, 3]);
    answers[0]!.writeHead(204).end();
    await reached(5);
    expect(receiver.numbers[4]).toBe(4);
    answers[4]!.writeHead(422).end();
    await new Promise((done) => setTimeout(done, 50));
    for (const n of [1, 2, 3]) answers[n]!.writeHead(204).end();
    expect(await statuses).toEqual([204, 204, 204, 204, 422, ...Array(7).fill(null)]);
    expect(receiver.received).toHaveLength(5);
    await all.close(desk);
  });

  it('connects only to where the guard says, asked at each connection', async () => {
    const { port } = new URL(url);
    const addresses: Record<string, string[]> = { 'two.example.com': ['8.8.8.8', '127.0.0.1'], 'in.example.com': ['127.0.0.1'] };
    const all = couriers('production', async (name) => {
      if (addresses[name]) return addresses[name];
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    });
    const desk = all.open();
    const errors: (string | null | undefined)[] = [];
    for (const host of ['two.example.com', 'in.example.com', '127.0.0.1', '[::1]', '[::ffff:7f00:1]', 'localhost', 'nobody.example.com']) {
      all.equip(desk, equipment(`https://${host}:${port}/hooks`));
      errors.push((await all.send(desk, sending(1)))?.error);
    }
    all.equip(desk, equipment(url));
    errors.push((await all.send(desk, sending(1)))?.error);
    expect(errors).toEqual([...Array(6).fill('address.refused'), 'name not found', 'address.refused']);
    expect(receiver.received).toEqual([]);
    await all.close(desk);
  });
});
