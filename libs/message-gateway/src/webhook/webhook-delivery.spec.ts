import { createHash, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { pause, resume } from '../consumer/domain/consumer';
import { laneStream } from '../lane/domain/lane';
import { deliveryPublicKey, Lanes, until } from '../testing/lanes';
import { Receiver } from '../testing/receiver';

describe('webhook deliveries', () => {
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
    expect(lanes.troubles).toEqual([]);
  });
  const lane = async () => (await lanes.streams.load(laneStream('acme.acme~1'))).state;

  it('tells with all headers that were promised', async () => {
    await lanes.register('acme', url, { securityCode: 'open sesame' });
    await lanes.happen('a', 1);
    await until(() => receiver.received.length === 1);
    const { path, headers, body } = receiver.received[0]!;
    const messageId = headers['webhook-id'] as string;
    expect(path).toBe(`/hooks/Test.ThingHappened/ThingHappened/${messageId}?k=1`);
    expect(JSON.parse(body)).toMatchObject({ thing: 'a', n: 1 });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-messagesecuritycode': 'open sesame',
      'ce-specversion': '1.0',
      'ce-id': messageId,
      'ce-type': 'Test.ThingHappened',
      'ce-source': 'https://causeway.example',
      'ce-subject': 'thing:a',
      'ce-tenantid': 'acme',
      'ce-position': expect.stringMatching(/^\d+$/),
      'ce-time': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    });
    expect(headers['ce-replay']).toBeUndefined();
    new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`).verify(body, headers as Record<string, string>);
    const [head, claims, signature] = (headers.authorization as string).slice('Bearer '.length).split('.') as [string, string, string];
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'ES256', typ: 'delivery+jwt', kid: 'k1' });
    const { iat, exp, ...rest } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    expect(rest).toEqual({
      iss: 'https://causeway.example',
      aud: 'acme',
      jti: messageId,
      sha256: createHash('sha256').update(body).digest('hex'),
    });
    expect(exp - iat).toBe(300);
    expect(
      verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        { key: deliveryPublicKey, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
  });

  it('keeps the order of a subject and lets others pass a failing one', async () => {
    receiver.answer = ({ body }, response) => response.writeHead(JSON.parse(body).thing === 'bad' ? 500 : 204).end('sorry');
    await lanes.register('acme', url);
    for (let n = 1; n <= 3; n++) await lanes.happen('bad', n);
    for (let n = 11; n <= 30; n++) await lanes.happen('good', n);
    await until(() => receiver.received.length === 21);
    expect(receiver.numbers.filter((n) => n > 10)).toEqual([...Array(20)].map((_, i) => i + 11));
    await until(async () => (await lane()).outstanding['thing:bad']?.length === 3);
    expect((await lane()).failing['thing:bad']).toMatchObject({ number: 1, tries: 1, state: 'failed' });

    // Five seconds later, by the lane's clock, it is tried again; and then the others of the subject follow in order.
    receiver.answer = (_, response) => response.writeHead(200).end();
    lanes.ahead = 5_100;
    lanes.hub.work('acme.acme')!.pump();
    await until(() => receiver.received.length === 24);
    expect(receiver.numbers.slice(21)).toEqual([1, 2, 3]);
    await until(async () => Object.keys((await lane()).outstanding).length === 0);
  });

  it('goes on where it was after a restart: nothing lost, nothing hurried', async () => {
    receiver.answer = (_, response) => response.writeHead(500).end();
    await lanes.register('acme', url);
    for (let n = 1; n <= 5; n++) await lanes.happen('a', n);
    await until(async () => (await lane()).failing['thing:a']?.tries === 1 && (await lane()).outstanding['thing:a']?.length === 5);
    const folder = await lanes.stop();
    receiver.answer = (_, response) => response.writeHead(204).end();
    lanes = await new Lanes(folder).start();
    await lanes.happen('b', 50);
    await until(() => receiver.received.length === 2);
    expect(receiver.numbers).toEqual([1, 50]);
    lanes.ahead = 5_100;
    lanes.hub.work('acme.acme')!.pump();
    await until(() => receiver.received.length === 7);
    expect(receiver.numbers).toEqual([1, 50, 1, 2, 3, 4, 5]);
    expect(new Set(receiver.received.filter(({ body }) => JSON.parse(body).n === 1).map(({ headers }) => headers['webhook-id'])).size).toBe(
      1,
    );
  });

  it('waits while paused, and tells what happened meanwhile', async () => {
    await lanes.register('acme', url);
    await lanes.consumer('acme', pause);
    for (let n = 1; n <= 400; n++) await lanes.happen('a', n);
    await new Promise((done) => setTimeout(done, 100));
    expect(receiver.received).toEqual([]);
    await lanes.consumer('acme', resume);
    await until(() => receiver.received.length === 400);
    expect(receiver.numbers).toEqual([...Array(400)].map((_, i) => i + 1));
  });

  it('disables at 410, holds what comes, and starts anew when resumed', async () => {
    receiver.answer = (_, response) => response.writeHead(410).end();
    await lanes.register('acme', url);
    await lanes.happen('a', 1);
    await until(async () => (lanes.hub.registryNow('acme.acme') as { status: string }).status === 'disabled');
    await lanes.happen('b', 2);
    receiver.answer = (_, response) => response.writeHead(204).end();
    await new Promise((done) => setTimeout(done, 100));
    expect(receiver.received).toHaveLength(1);
    await lanes.consumer('acme', resume);
    await until(() => receiver.received.length === 3);
    expect(receiver.numbers.sort()).toEqual([1, 1, 2]);
  });

  it('honours Retry-After', async () => {
    receiver.answer = (_, response) => response.writeHead(429, { 'retry-after': '2' }).end();
    await lanes.register('acme', url);
    await lanes.happen('a', 1);
    await until(async () => (await lane()).failing['thing:a'] !== undefined);
    expect(Math.abs((await lane()).failing['thing:a']!.delayMs - 2000)).toBeLessThan(20);
  });

  it('survives receivers that never answer, drip, reset, flood and redirect', async () => {
    const hostile: Record<string, Receiver['answer']> = {
      silent: () => undefined,
      drips: (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('x'), 50);
        response.on('close', () => clearInterval(drip));
      },
      resets: (_, response) => response.socket!.destroy(),
      floods: (_, response) => response.writeHead(500).end(Buffer.alloc(10 * 1024 * 1024, 'y')),
      redirects: (_, response) => response.writeHead(302, { location: url }).end(),
    };
    receiver.answer = (got, response) => hostile[JSON.parse(got.body).thing as string]!(got, response);
    await lanes.register('acme', url);
    const names = Object.keys(hostile);
    for (const name of names) await lanes.happen(name, 1);
    const outcomes = async () => {
      const stored = await lanes.store.read(laneStream('acme.acme~1').name);
      return stored.flatMap(({ type, data }) =>
        type === 'LaneAdvanced'
          ? (
              data as unknown as {
                outcomes: { subject: string; state: string; status: number | null; error: string | null; answer: string | null }[];
              }
            ).outcomes
          : [],
      );
    };
    await until(async () => (await outcomes()).length === names.length);
    const by = Object.fromEntries(
      (await outcomes()).map(({ subject, state, status, error, answer }) => [
        subject.slice(6),
        { state, status, error, kept: answer?.length ?? 0 },
      ]),
    );
    expect(by).toEqual({
      silent: { state: 'failed', status: null, error: 'timeout', kept: 0 },
      drips: { state: 'delivered', status: 200, error: null, kept: expect.any(Number) },
      resets: { state: 'failed', status: null, error: expect.stringMatching(/^connection (closed|reset)$/), kept: 0 },
      floods: { state: 'failed', status: 500, error: null, kept: 1024 },
      redirects: { state: 'failed', status: 302, error: null, kept: 0 },
    });
    expect(receiver.received).toHaveLength(names.length);
  });
});
