import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { Keyring } from '../src';
import { basic, startTiny, type Tiny } from './tiny-app';

let tiny: Tiny;
beforeAll(async () => {
  tiny = await startTiny();
});
afterAll(() => tiny.stop());

const FORM = 'application/x-www-form-urlencoded';
const ask = (form: string, authorization: string | null = basic('ada', 'engine+secret'), path = '/connect/token', type = FORM) =>
  tiny.call('POST', path, { raw: form, headers: { 'content-type': type, ...(authorization === null ? {} : { authorization }) } });
const GRANT = 'grant_type=client_credentials';

describe('the token endpoint', () => {
  it.each(['/connect/token', '/oauth2/token'])('issues at %s what spec 05 shows', async (path) => {
    const { status, headers, body } = await ask(`${GRANT}&scope=support%20orders`, undefined, path);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(Object.keys(body)).toEqual(['access_token', 'token_type', 'expires_in', 'scope']);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'support orders' });
    const token = body['access_token'] as unknown as string;
    const jwks = (await tiny.call('GET', '/.well-known/jwks.json')).body;
    const { payload } = await jwtVerify(token, createLocalJWKSet(jwks as never), {
      issuer: 'http://causeway.test',
      audience: 'http://causeway.test',
      typ: 'at+jwt',
    });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(payload).toMatchObject({ sub: 'ada', client_id: 'ada', tid: 'acme', scope: 'support orders', jti: expect.any(String) });
    expect(payload.exp! - payload.iat!).toBe(600);
  });

  it('gives all scopes to those who name none', async () => {
    expect((await ask(GRANT)).body['scope']).toBe('orders support');
    expect((await ask(`${GRANT}&scope=`)).body['scope']).toBe('orders support');
  });

  it('decodes both halves of Basic', async () => {
    const { status, body } = await ask(GRANT, basic('odd%2Bid', encodeURIComponent('p%:ß')));
    expect([status, body['scope']]).toEqual([200, 'orders']);
  });

  it('gives the master context to those who name no tenant', async () => {
    const { body } = await ask(GRANT, basic('app', 'app-secret'));
    const any = await tiny.call('GET', '/api/v1/things/any', { token: body['access_token'] as unknown as string });
    expect(any.body).toEqual({ clientId: 'app', tid: null, scopes: ['data'] });
    const master = (await ask(GRANT, basic('odd%2Bid', encodeURIComponent('p%:ß')))).body['access_token'] as unknown as string;
    const { status, body: problem } = await tiny.call('POST', '/api/v1/things/action', { token: master });
    expect([status, problem['code']]).toEqual([403, 'token.tenant-required']);
  });

  it.each([
    ['a wrong secret', GRANT, basic('ada', 'wrong'), 401, 'invalid_client'],
    ['an unknown client', GRANT, basic('nobody', 'wrong'), 401, 'invalid_client'],
    ['no credentials', GRANT, null, 401, 'invalid_client'],
    ['another scheme', GRANT, 'Bearer x', 401, 'invalid_client'],
    ['broken encoding', GRANT, basic('ada', '%zz'), 401, 'invalid_client'],
    ["another's tenant", `${GRANT}&tid=globex`, undefined, 400, 'invalid_target'],
    ['a scope too many', `${GRANT}&scope=orders%20tenants`, undefined, 400, 'invalid_scope'],
    ['an unknown scope', `${GRANT}&scope=everything`, undefined, 400, 'invalid_scope'],
    ['another grant', 'grant_type=password', undefined, 400, 'unsupported_grant_type'],
    ['no grant', 'scope=orders', undefined, 400, 'invalid_request'],
    ['a grant twice', `${GRANT}&${GRANT}`, undefined, 400, 'invalid_request'],
  ])('refuses %s', async (_, form, authorization, status, error) => {
    const answer = await ask(form, authorization);
    expect([answer.status, answer.body['error']]).toEqual([status, error]);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  });

  it('takes forms only', async () => {
    const { status, body } = await ask('{}', undefined, '/connect/token', 'application/json');
    expect([status, body['error']]).toEqual([415, 'invalid_request']);
  });

  it('stops those who guess after ten, and nobody else', async () => {
    const wrong = await Promise.all(Array.from({ length: 15 }, () => ask(GRANT, basic('guessed', 'x'))));
    expect(wrong.filter((one) => one.status === 401)).toHaveLength(10);
    const late = wrong.find((one) => one.status === 429)!;
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(GRANT, basic('guessed', 'x'))).status).toBe(429);
    expect((await ask(GRANT)).status).toBe(200);
  });
});

describe('tokens at the doors', () => {
  const tryWith = async (token: string) => {
    const { status, body } = await tiny.call('GET', '/api/v1/things/any', { token });
    return [status, body['code']];
  };
  const made = async (use: 'access' | 'delivery', typ: string, change: Record<string, unknown> = {}, alg: 'RS256' | 'ES256' = 'RS256') => {
    const keyring = tiny.app.get(Keyring);
    const { kid, privateKey } = use === 'access' ? await keyring.accessKey() : await keyring.deliveryKey(alg);
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'http://causeway.test',
      aud: 'http://causeway.test',
      sub: 'ada',
      client_id: 'ada',
      scope: 'orders',
      account: { kind: 'operator' },
      iat: now,
      exp: now + 60,
      ...change,
    };
    return new SignJWT(claims).setProtectedHeader({ alg, typ, kid }).sign(privateKey);
  };

  it('open them', async () => expect(await tryWith(await made('access', 'at+jwt'))).toEqual([200, undefined]));
  it.each([
    ['of deliveries', 'delivery', 'at+jwt', {}, 'RS256'],
    ['of deliveries by ES256', 'delivery', 'at+jwt', {}, 'ES256'],
    ['of another type', 'access', 'delivery+jwt', {}, 'RS256'],
    ['of no type of ours', 'access', 'JWT', {}, 'RS256'],
    ['of another issuer', 'access', 'at+jwt', { iss: 'http://x' }, 'RS256'],
    ['for somebody else', 'access', 'at+jwt', { aud: 'http://x' }, 'RS256'],
    ['of tomorrow', 'access', 'at+jwt', { iat: Math.floor(Date.now() / 1000) + 3600, exp: Math.floor(Date.now() / 1000) + 7200 }, 'RS256'],
    ['without an account', 'access', 'at+jwt', { account: undefined }, 'RS256'],
  ] as const)('do not open them when %s', async (_, use, typ, change, alg) => {
    expect(await tryWith(await made(use, typ, change, alg))).toEqual([401, 'token.invalid']);
  });
  it('do not open them when expired, also when they were seen before', async () => {
    expect(await tryWith(await made('access', 'at+jwt', { exp: Math.floor(Date.now() / 1000) - 1 }))).toEqual([401, 'token.expired']);
    const short = await made('access', 'at+jwt', { exp: Math.floor(Date.now() / 1000) + 1 });
    expect(await tryWith(short)).toEqual([200, undefined]);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(await tryWith(short)).toEqual([401, 'token.expired']);
  });
  it('do not open them before their time when the clock was set back, also when they were seen before', async () => {
    const token = await made('access', 'at+jwt');
    expect(await tryWith(token)).toEqual([200, undefined]);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    const refused = await tryWith(token);
    clock.mockRestore();
    expect(refused).toEqual([401, 'token.invalid']);
    expect(await tryWith(token)).toEqual([200, undefined]);
  });
  it.each(['rubbish', 'a.b.c', `${'x'.repeat(5000)}`])('do not open them when they are none: %.10s', async (token) =>
    expect((await tryWith(token))[0]).toBe(401),
  );
});

describe('keys', () => {
  it('are three, and public only by their public halves', async () => {
    const { body } = await tiny.call('GET', '/.well-known/jwks.json');
    const { keys } = body as unknown as { keys: Record<string, string>[] };
    expect(keys.map((key) => key['alg']).sort()).toEqual(['ES256', 'RS256', 'RS256']);
    for (const key of keys) for (const secret of ['d', 'p', 'q']) expect(key[secret]).toBeUndefined();
    const kept = JSON.stringify(await tiny.store.read('keyring-installation'));
    expect(kept).not.toMatch(/"d":/);
  });
  it('are told by discovery', async () => {
    const { body } = await tiny.call('GET', '/.well-known/openid-configuration');
    expect(body).toMatchObject({
      issuer: 'http://causeway.test',
      token_endpoint: 'http://causeway.test/connect/token',
      jwks_uri: 'http://causeway.test/.well-known/jwks.json',
    });
  });
});
