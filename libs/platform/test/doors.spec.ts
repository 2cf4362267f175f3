import { connect } from 'node:net';
import { refuseRouteWithoutAdmittance } from '../src/doors/http-doors';
import { admission, startTiny, type Tiny, views } from './tiny-app';

let tiny: Tiny;
let token: string;
let call: Tiny['call'];
beforeAll(async () => {
  tiny = await startTiny();
  call = tiny.call;
  token = await tiny.token();
});
afterAll(() => tiny.stop());
const note = { name: 'x' };
const _pointers = (body: Record<string, unknown>) => (body['errors'] as { pointer: string }[]).map((one) => one.pointer).sort();

describe('a refusal', () => {
  it('is a problem with all its members', async () => {
    const { status, headers, body } = await call('GET', '/api/v1/things/7?x=1', { token });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'http://causeway.test/api/docs/problems#thing.unknown',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such thing.',
      instance: '/api/v1/things/7',
      code: 'thing.unknown',
    });
  });
  it('carries what the decision adds', async () => {
    const { status, body } = await call('GET', '/api/v1/things/taken', { token });
    expect(status).toBe(409);
    expect(body['by']).toEqual(['somebody']);
  });
  it('shows nothing of our inside', async () => {
    const { status, text } = await call('GET', '/api/v1/things/fault');
    expect(status).toBe(500);
    expect(text).not.toMatch(/hunter2|\.ts|at /);
  });
  it('says when to come back', async () => {
    const { status, headers } = await call('GET', '/api/v1/things/busy');
    expect([status, headers.get('retry-after')]).toEqual([429, '7']);
  });
  it.each(['/nowhere', '/api/v1/nowhere', '/api/v1/things/%zz', `/api/v1/things/${'x'.repeat(3000)}`])(
    'is a problem too for %.20s',
    async (path) => {
      const { status, headers, body } = await call('GET', path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(body['code']).toBeDefined();
    },
  );
  it('is told on a bare connection too', async () => {
    const { port } = new URL(tiny.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`);
    const said = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.destroy();
    expect(said).toMatch(/^HTTP\/1.1 431 .*application\/problem\+json/s);
  });
});

describe('the order of checks', () => {
  const bad = { raw: 'not json', headers: { 'content-type': 'text/plain' } };
  it('401 before all', async () => {
    const { status, headers, body } = await call('POST', '/api/v1/things', bad);
    expect([status, body['code']]).toEqual([401, 'token.missing']);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="causeway"');
  });
  it('then 403 for the scope', async () => {
    const { status, body } = await call('POST', '/api/v1/things', { token: await tiny.token('app', '&tid=acme'), ...bad });
    expect([status, body['code']]).toEqual([403, 'token.scope-missing']);
  });
  it('then 415', async () => {
    expect((await call('POST', '/api/v1/things', { token, ...bad })).status).toBe(415);
    expect(
      (await call('POST', '/api/v1/things', { token, raw: 'x'.repeat(1_100_000), headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(415);
    expect(
      (await call('POST', '/api/v1/things', { token, body: note, headers: { 'content-type': 'application/json; charset=utf-16' } })).status,
    ).toBe(415);
    expect(
      (await call('PUT', '/api/v1/things/1', { token, body: note, headers: { 'content-type': 'application/merge-patch+json' } })).status,
    ).toBe(415);
  });
  it('then 413', async () => {
    const { status, body } = await call('POST', '/api/v1/things', { token, raw: `{"${'x'.repeat(1_100_000)}` });
    expect([status, body['code']]).toEqual([413, 'request.too-large']);
  });
  it('with a limit of the route its own', async () => {
    const name = 'x'.repeat(1_500_000);
    expect((await call('POST', '/api/v1/things/big', { token, body: { name } })).status).toBe(400);
  });
  it('then 400, before the role of the caller', async () => {
    expect((await call('POST', '/api/v1/things/role', { token, raw: '{' })).status).toBe(400);
    const { status, body } = await call('POST', '/api/v1/things/role', { token });
    expect([status, body['code']]).toEqual([403, 'token.operator-only']);
  });
  it('asks tenancy at each call', async () => {
    admission.paused.add('acme');
    expect((await call('GET', '/api/v1/things/any', { token })).status).toBe(200);
    expect((await call('POST', '/api/v1/things', { token, body: note })).body['code']).toBe('tenant.paused');
    admission.paused.clear();
    admission.closed.add('acme');
    expect((await call('GET', '/api/v1/things/any', { token })).body['code']).toBe('token.tenant-closed');
    admission.closed.clear();
  });
  it('does not start with a route that declares nothing', () => {
    expect(() => refuseRouteWithoutAdmittance({ url: '/api/v1/x', method: 'GET' })).toThrow(/@Scope/);
    expect(() => refuseRouteWithoutAdmittance({ url: '/health/deep', method: 'GET' })).toThrow(/@Open/);
    expect(() =>
      refuseRouteWithoutAdmittance({ url: '/health/live', method: 'GET', config: { admittance: { open: true } } as never }),
    ).not.toThrow();
  });
  it('refuses the master context where a tenant is needed', async () => {
    const master = await tiny.token('odd+id'.replace('+', '+'), '').catch(() => '');
    expect(master).toBeUndefined();
  });
});

describe('headers', () => {
  it('carry what an answer says of itself', async () => {
    const { headers } = await call('PUT', '/api/v1/things/1', { token, body: note });
    expect([headers.get('etag'), headers.get('causeway-position'), headers.get('content-type')]).toEqual([
      '"3"',
      '9',
      'application/json; charset=utf-8',
    ]);
  });
  it.each([
    ['"3"', 200, 3],
    ['W/"3"', 200, 3],
    ['*', 200, null],
    ['"abc"', 200, Number.MAX_SAFE_INTEGER],
    ['3', 400, undefined],
    ['"1", "2"', 400, undefined],
  ])('If-Match %s', async (ifMatch, status, seen) => {
    const answer = await call('PUT', '/api/v1/things/1', { token, body: note, headers: { 'if-match': ifMatch } });
    expect([answer.status, answer.body['ifMatch']]).toEqual([status, seen]);
  });
  it('go on with the trace of the caller', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const { headers } = await call('GET', '/api/v1/things/free', { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });
    expect(headers.get('traceparent')).toMatch(new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
    expect((await call('GET', '/nowhere')).headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
  it('wait for the position that was asked for, or say that the answer is stale', async () => {
    const head = await tiny.store.head();
    const at = (position: string) => call('GET', '/api/v1/things', { token, headers: { 'causeway-min-position': position } });
    views.at = 0;
    expect((await at(String(head))).headers.get('causeway-stale')).toBe('true');
    views.at = head;
    expect((await at(String(head))).headers.get('causeway-stale')).toBeNull();
    for (const bad of [String(head + 1), 'x', '-1', '01', '1e3', '9'.repeat(20)]) {
      const { status, body } = await at(bad);
      expect([bad, status, body['code']]).toEqual([bad, 400, 'position.invalid']);
    }
  });
});

describe('beside the doors', () => {
  it('shows health and metrics', async () => {
    expect((await call('GET', '/health/live')).status).toBe(200);
    expect((await call('GET', '/health/ready')).body).toEqual({ status: 'ready', parts: { keys: 'ready' } });
    const { text } = await call('GET', '/metrics');
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/things\/:id",status="404"\}/);
    expect(text).toContain('process_resident_memory_bytes');
  });
  it('describes itself in OpenAPI 3.1', async () => {
    const { body } = await call('GET', '/api/openapi.json');
    const document = body as unknown as {
      openapi: string;
      paths: Record<string, Record<string, { responses: object; security: object[]; requestBody: object }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const post = document.paths['/api/v1/things']!['post']!;
    expect(post.security).toEqual([{ token: [] }]);
    expect(Object.keys(post.responses)).toEqual(expect.arrayContaining(['201', '400', '401', '409', '422', '503']));
    expect(JSON.stringify(post.requestBody)).toContain('ThingBody');
    expect(document.paths['/connect/token']).toBeDefined();
  });
  it('has a page that needs no network', async () => {
    const { text, headers } = await call('GET', '/api/docs');
    expect(headers.get('content-type')).toContain('text/html');
    for (const [, asset] of text.matchAll(/(?:src|href)="([^"]+)"/g)) expect((await call('GET', asset!)).status).toBe(200);
    expect((await call('GET', '/api/docs/assets/constructor')).status).toBe(404);
  });
});
