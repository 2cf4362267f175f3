import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { AllowedHosts } from '../../../platform/src/config/allowed-hosts';
import { AddressGuard, type Resolver } from './address-guard';

const nobody = AllowedHosts.parse('')!;

/** The ways in which people have tried to reach a server's own network. `PORT` is the canary's. */
const HOSTILE = [
  'https://..:PORT/hooks',
  'http://127.0.0.1:PORT/',
  'https://127.0.0.1:PORT/',
  'https://127.1:PORT/',
  'https://127.0.1:PORT/',
  'https://2130706433:PORT/',
  'https://0x7f000001:PORT/',
  'https://0x7f.0.0.1:PORT/',
  'https://0x7f.0x0.0x0.0x1:PORT/',
  'https://017700000001:PORT/',
  'https://0177.0.0.1:PORT/',
  'https://0177.0.0.01:PORT/',
  'https://127.0.0.1.:PORT/',
  'https://①②⑦.⓪.⓪.①:PORT/',
  'https://127。0。0。1:PORT/',
  'https://0:PORT/',
  'https://0.0.0.0:PORT/',
  'https://[::]:PORT/',
  'https://[::1]:PORT/',
  'https://[0:0:0:0:0:0:0:1]:PORT/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'https://[::ffff:7f00:1]:PORT/',
  'https://[::127.0.0.1]:PORT/',
  'https://[::7f00:1]:PORT/',
  'https://[64:ff9b::127.0.0.1]:PORT/',
  'https://[64:ff9b::7f00:1]:PORT/',
  'https://[64:ff9b:1::7f00:1]:PORT/',
  'https://[2002:7f00:1::]:PORT/',
  'https://[2001:0:7f00:1::1]:PORT/',
  'https://[::ffff:0:127.0.0.1]:PORT/',
  'https://[2001:4860::200:5efe:127.0.0.1]:PORT/',
  'https://localhost:PORT/',
  'https://LOCALHOST:PORT/',
  'https://localhost.:PORT/',
  'https://foo.localhost:PORT/',
  'http://localhost:PORT/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://0xa9fea9fe/',
  'https://[::ffff:169.254.169.254]/',
  'https://[fd00:ec2::254]/',
  'https://metadata.google.internal/',
  'https://metadata/',
  'https://100.100.100.200/',
  'https://168.63.129.16/',
  'https://192.0.0.192/',
  'https://10.0.0.1/',
  'https://10.1/',
  'https://172.16.0.1/',
  'https://172.31.255.254/',
  'https://192.168.0.1/',
  'https://192.168.1/',
  'https://100.64.0.1/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://240.0.0.1/',
  'https://192.0.2.1/',
  'https://[fe80::1]/',
  'https://[fc00::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  'https://[100::1]/',
  'https://user:password@example.com:PORT/',
  'https://example.com@127.0.0.1:PORT/',
  'https://@example.com/',
  'https://example.com:443@127.0.0.1:PORT/',
  'http://example.com:PORT/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:PORT/',
  'javascript:alert(1)',
  'data:text/plain,hello',
  '//127.0.0.1:PORT/',
  'unix:/var/run/docker.sock',
  'https:///etc/passwd',
  'https://printer.local/',
  'https://intranet/',
  '',
];

/** What hostile names resolve to; one that changes with each question, and one of good and bad addresses. */
let questions = 0;
const resolver: Resolver = async (name) => {
  switch (name) {
    case 'rebinding.example.com':
      return [questions++ === 0 ? '127.0.0.1' : '93.184.216.34'];
    case 'second.example.com':
      return ['93.184.216.34', '127.0.0.1'];
    case 'six.example.com':
      return ['::1'];
    case 'mapped.example.com':
      return ['::ffff:127.0.0.1'];
    case 'nat64.example.com':
      return ['64:ff9b::7f00:1'];
    case 'metadata.example.com':
      return ['169.254.169.254'];
    case 'nobody.example.com':
      return [];
    default:
      return ['127.0.0.1'];
  }
};
const NAMES = ['plain', 'rebinding', 'second', 'six', 'mapped', 'nat64', 'metadata', 'nobody'].map(
  (name) => `https://${name}.example.com:PORT/`,
);

describe('the address guard', () => {
  let canary: Server;
  let port: number;
  let connections = 0;

  beforeAll(async () => {
    canary = createServer((_, answer) => answer.end('seen'));
    canary.on('connection', () => connections++);
    await new Promise<void>((done) => canary.listen(0, '::', done));
    port = (canary.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((done) => canary.close(done)));
  beforeEach(() => {
    connections = 0;
    questions = 0;
  });
  const at = (url: string) => url.replaceAll('PORT', String(port));

  it(`refuses ${HOSTILE.length} hostile URLs when they are saved, and does not connect to them either`, async () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(60);
    const guard = new AddressGuard({ stage: 'production', allowedHosts: nobody }, resolver);
    const agent = guard.agent();
    for (const url of HOSTILE.map(at)) {
      expect({ url, accepted: guard.accepts(url) }).toEqual({ url, accepted: false });
      await expect((async () => request(url, { dispatcher: agent, headersTimeout: 500 }))()).rejects.toBeDefined();
    }
    await agent.close();
    expect(connections).toBe(0);
  });

  it('judges what a name resolves to, every address of it, at each connection', async () => {
    const guard = new AddressGuard({ stage: 'production', allowedHosts: nobody }, resolver);
    const agent = guard.agent();
    for (const url of NAMES.map(at)) {
      expect(guard.accepts(url)).toBe(true);
      await expect(request(url, { dispatcher: agent })).rejects.toMatchObject({ message: 'address.refused' });
    }
    await agent.close();
    expect(connections).toBe(0);
  });

  it('lets public servers be called', () => {
    const guard = new AddressGuard({ stage: 'production', allowedHosts: nobody }, resolver);
    for (const url of [
      'https://example.com/hooks?a=1',
      'https://8.8.8.8/',
      'https://[2606:4700::1111]/',
      'https://a_b.example.co.uk:8443/x',
      'https://bücher.example/',
    ])
      expect({ url, accepted: guard.accepts(url) }).toEqual({ url, accepted: true });
  });

  it('allows http and loopback, and nothing else private, in development', async () => {
    const guard = new AddressGuard({ stage: 'development', allowedHosts: nobody });
    const agent = guard.agent();
    for (const url of [`http://127.0.0.1:${port}/`, `http://localhost:${port}/`, `http://[::1]:${port}/`]) {
      expect(guard.accepts(url)).toBe(true);
      expect((await request(url, { dispatcher: agent })).statusCode).toBe(200);
    }
    for (const url of ['http://10.0.0.1/', 'http://169.254.169.254/', 'http://0.0.0.0/', 'http://user@127.0.0.1/', 'ftp://127.0.0.1/'])
      expect(guard.accepts(url)).toBe(false);
    await agent.destroy();
  });

  it('allows what the operator lists, over http too, and says that it is listed', async () => {
    const guard = new AddressGuard({ stage: 'production', allowedHosts: AllowedHosts.parse('hooks.corp.example, 127.0.0.0/8')! }, resolver);
    const seen: [string, boolean][] = [];
    const agent = guard.agent({}, (name, listed) => seen.push([name, listed]));
    for (const url of [`http://hooks.corp.example:${port}/`, `http://127.0.0.1:${port}/`]) {
      expect(guard.accepts(url)).toBe(true);
      expect((await request(url, { dispatcher: agent })).statusCode).toBe(200);
    }
    expect(seen).toEqual([
      ['hooks.corp.example', true],
      ['127.0.0.1', true],
    ]);
    expect(guard.accepts('http://10.0.0.1/')).toBe(false);
    await agent.destroy();
  });
});
