import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen, PortTaken, Shutdown } from '../src';
import { MOST_IN_HAND, Overload } from '../src/doors/overload';
import { gate, shut, startTiny, type Tiny } from './tiny-app';

const inHand = (tiny: Tiny) => (tiny.app.get(Overload) as unknown as { inHand: Set<unknown> }).inHand.size;
const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('a stop', () => {
  it('finishes what is in hand, takes nothing more, and changes nothing the second time', async () => {
    const tiny = await startTiny();
    shut();
    const slow = tiny.call('GET', '/api/v1/things/slow');
    await until(() => inHand(tiny) === 1);
    const order: string[] = [];
    const shutdown = tiny.app.get(Shutdown);
    shutdown.closes('one', () => order.push('one'));
    shutdown.last('two', () => order.push('two'));
    const stopping = shutdown.stop();
    expect(shutdown.stop()).toBe(stopping);
    await expect(tiny.call('GET', '/api/v1/things/free')).rejects.toThrow();
    expect(order).toEqual([]);
    gate.open();
    const { status, headers } = await slow;
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    await stopping;
    expect(order).toEqual(['one', 'two']);
    await tiny.stop();
  });

  it('is not held up by a part that does not close', async () => {
    const tiny = await startTiny();
    const shutdown = tiny.app.get(Shutdown);
    let closed = false;
    shutdown.closes('stuck', () => new Promise(() => undefined));
    shutdown.closes('broken', () => {
      throw new Error('no');
    });
    shutdown.closes('next', () => {
      closed = true;
    });
    await tiny.stop();
    expect(closed).toBe(true);
  });
});

describe('too much at once', () => {
  it('is refused at once, and health is still told', async () => {
    const tiny = await startTiny();
    shut();
    const waiting = Array.from({ length: MOST_IN_HAND }, () => tiny.call('GET', '/api/v1/things/slow'));
    await until(() => inHand(tiny) >= MOST_IN_HAND);
    const more = await Promise.all(Array.from({ length: 20 }, () => tiny.call('GET', '/api/v1/things/free')));
    const refused = more.filter((one) => one.status === 503);
    expect(refused).toHaveLength(20);
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
    expect(refused[0]!.body['code']).toBe('platform.busy');
    expect((await tiny.call('GET', '/health/live')).status).toBe(200);
    gate.open();
    expect(new Set((await Promise.all(waiting)).map((one) => one.status))).toEqual(new Set([200]));
    expect((await tiny.call('GET', '/api/v1/things/free')).status).toBe(200);
    await tiny.stop();
  });

  it('is not what was asked in one breath on connections that were cut: nothing of them stays in hand', async () => {
    const tiny = await startTiny();
    const { port } = new URL(tiny.url);
    for (let n = 0; n < 3; n++)
      await new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /api/v1/things/free HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(150));
          setTimeout(() => socket.resetAndDestroy(), 2 * n);
        });
        socket.resume().on('error', () => undefined);
        socket.on('close', resolve);
      });
    await until(() => inHand(tiny) === 0);
    expect(inHand(tiny)).toBe(0);
    await tiny.stop();
  });

  it('is an event loop that is late again and again, with work in hand', () => {
    const overload = new Overload();
    let served = 0;
    const handler = overload.guard(() => {
      served++;
    });
    const said: number[] = [];
    const ask = (url: string) => {
      const response = {
        setHeader: () => undefined,
        once: () => undefined,
        writeHead: (status: number) => ({ end: () => said.push(status) }),
      };
      handler({ url, headers: {}, resume: () => undefined } as never, response as never);
    };
    Object.assign(overload, { lateInARow: 3 });
    for (let i = 0; i < 201; i++) ask('/api/v1/orders');
    ask('/health/ready');
    expect([served, said]).toEqual([201, [503]]);
    overload.close();
  });
});

describe('a start', () => {
  it('names the port that somebody else has', async () => {
    const [one, two] = [await startTiny(), await startTiny({ listens: false })];
    const port = Number(new URL(one.url).port);
    await expect(listen(two.app, { host: '127.0.0.1', port })).rejects.toEqual(new PortTaken(port));
    expect(new PortTaken(port).message).toContain(String(port));
    await one.stop();
    await two.stop();
  });

  it('speaks TLS when it has a certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        '1',
        '-subj',
        '/CN=127.0.0.1',
      ],
      { stdio: 'ignore' },
    );
    const tiny = await startTiny({ settings: { CAUSEWAY_TLS_CERT: cert, CAUSEWAY_TLS_KEY: key } });
    expect(tiny.url).toMatch(/^https:/);
    const agent = new Agent({ rejectUnauthorized: false });
    const status = await new Promise((resolve, reject) => {
      get(`${tiny.url}/health/live`, { agent }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(200);
    agent.destroy();
    await tiny.stop();
    rmSync(folder, { recursive: true });
  });
});

describe('metrics', () => {
  it.each([
    ['127.0.0.1', '', 200],
    ['10.9.9.9', '', 403],
    ['10.9.9.9', '10.0.0.0/8', 200],
  ])('are shown to %s when %j is allowed: %d', async (remoteAddress, allowed, status) => {
    const tiny = await startTiny({ settings: { CAUSEWAY_ALLOWED_HOSTS: allowed } });
    const answer = await tiny.app.inject({ url: '/metrics', remoteAddress });
    expect(answer.statusCode).toBe(status);
    await tiny.stop();
  });
});
