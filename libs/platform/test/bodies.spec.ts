import { startTiny, type Tiny } from './tiny-app';

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
const pointers = (body: Record<string, unknown>) => (body['errors'] as { pointer: string }[]).map((one) => one.pointer).sort();

describe('bodies', () => {
  it('tell every fault by its pointer', async () => {
    const body = {
      quantity: '1',
      editions: [{ code: 'toolong', pricing: { price: '5' } }, { pricing: { price: 1, 'a/b~c': 1 } }],
      extra: 1,
    };
    const answer = await call('POST', '/api/v1/things', { token, body });
    expect(answer.status).toBe(400);
    expect(answer.body['code']).toBe('request.invalid');
    expect(pointers(answer.body)).toEqual([
      '/editions/0/code',
      '/editions/0/pricing/price',
      '/editions/1/code',
      '/editions/1/pricing/a~1b~0c',
      '/extra',
      '/name',
      '/quantity',
    ]);
  });
  it.each([['[]'], ['"x"'], ['null'], ['7']])('that are %s are refused', async (raw) => {
    expect((await call('POST', '/api/v1/things', { token, raw })).status).toBe(400);
  });
  it.each([
    ['{"name":"x","__proto__":{"a":1}}'],
    ['{"name":"x","\\u005f_proto__":{}}'],
    ['{"name":"x","constructor":{"prototype":{}}}'],
    [`${'['.repeat(65)}${']'.repeat(65)}`],
    ['{"name":"\\u0000"}'],
    ['{"name":"\\ud800"}'],
    ['{"name":"x"'],
    ['\ufeff{"name":"x"}'],
  ])('that are hostile are 400: %.40s', async (raw) => {
    const { status, body } = await call('POST', '/api/v1/things', { token, raw });
    expect([status, body['code']]).toEqual([400, 'request.invalid']);
  });
  it('that are not UTF-8 are 400', async () => {
    expect((await call('POST', '/api/v1/things', { token, raw: Buffer.from([0x7b, 0xff, 0x7d]) })).status).toBe(400);
  });
  it('say the last of two', async () => {
    expect((await call('PUT', '/api/v1/things/1', { token, raw: '{"name":"a","name":"b"}' })).body['name']).toBe('b');
  });
  it('may be merge patches on PATCH', async () => {
    expect(
      (await call('PATCH', '/api/v1/things/1', { token, body: note, headers: { 'content-type': 'application/merge-patch+json' } })).status,
    ).toBe(200);
  });
  it('that are empty are none, whatever their type', async () => {
    expect((await call('POST', '/api/v1/things/action', { token, headers: { 'content-type': 'application/json' } })).status).toBe(200);
    expect(
      (await call('POST', '/api/v1/things/action', { token, headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status,
    ).toBe(200);
    expect(pointers((await call('POST', '/api/v1/things', { token })).body)).toEqual(['/name']);
  });
});

describe('queries', () => {
  it('turn numbers and booleans', async () => {
    expect((await call('GET', '/api/v1/things?limit=5&open=false', { token })).body).toEqual({ limit: 5, open: false });
  });
  it('tell every fault by its name', async () => {
    const { status, body } = await call('GET', '/api/v1/things?limit=0&offset=x&open=maybe&unknown=1&cursor=a&cursor=b', { token });
    expect(status).toBe(400);
    expect(pointers(body)).toEqual(['cursor', 'limit', 'offset', 'open', 'unknown']);
  });
  it('are not poisoned', async () => {
    expect((await call('GET', '/api/v1/things?__proto__=1', { token })).status).toBe(400);
    expect((await call('GET', '/api/v1/things/a%00b', { token })).status).toBe(400);
  });
});
