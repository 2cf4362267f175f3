import { join } from 'node:path';
import { type Account, Client, eventually, type Wire } from '../journeys/stage/client';
import { type Marketplace, open, product, purchase } from '../journeys/stage/marketplace';
import { OPERATOR, Platform } from '../journeys/stage/platform';
import { HostileHost, json } from '../journeys/stage/product-host';
import * as page from '../journeys/stage/product-integration-page';
import { CommandLine } from './stage/command-line';

/** Looking back at an integration, and at orders that are fulfilled by events (pages 20 and 60). */
describe('the timeline of what product hosts are told', () => {
  const shell = new CommandLine();
  let platform: Platform;
  let market: Marketplace;
  let host: HostileHost;
  let integrationId: string;
  let productId: string;
  let vendor: Client;
  let owner: Client;

  const ask = async (query: string): Promise<Wire> => {
    const { status, body } = await market.vendor.post('/api/graphql', { query });
    expect([status, body.errors]).toEqual([200, undefined]);
    return body.data;
  };
  const printed = (query: string): string =>
    query
      .replaceAll(page.PRINTED_URL, `${host.url}/events`)
      .replaceAll(page.PRINTED_TOKEN_URI, `${host.url}/token`)
      .replaceAll(page.PRINTED_INTEGRATION, integrationId)
      .replaceAll(page.PRINTED_PRODUCT, productId)
      .replaceAll('34827', `"${integrationId}"`);
  const buy = async (): Promise<Wire> => {
    const { status, body } = await market.customer.post('/api/v1/storefront/orders', purchase(productId));
    expect({ status, body }).toMatchObject({ status: 201 });
    return body;
  };
  const timeline = async (client: Client, subject: string, more = ''): Promise<Wire> =>
    (await client.get(`/api/v1/timeline?subject=${subject}${more}`)).body;
  const told = (items: Wire[]) => items.map(({ kind, type }) => `${kind} ${type}`);
  const until = (client: Client, subject: string, ...wanted: string[]): Promise<Wire[]> =>
    eventually(
      async () => (await timeline(client, subject, '&limit=1000')).items,
      (items) => wanted.every((line) => told(items).includes(line)),
    );

  beforeAll(async () => {
    [platform, host] = [await Platform.start(), await HostileHost.listen()];
    market = await open(platform);
    const people = async (tenant: string): Promise<Account> =>
      (await market.operator.post(`/api/v1/tenants/${tenant}/service-accounts`, { name: 'people', scopes: ['support'] })).body;
    [owner, vendor] = [await Client.as(platform.url, await people('globex')), await Client.as(platform.url, await people('acme'))];
    integrationId = (await ask(printed(page.CREATE))).createProductIntegration.productIntegration.id;
    const content = product('acme.crm', { fulfilment: 'events', multipleSubscriptionsEnabled: true });
    productId = (await market.vendor.post('/api/v1/products', content)).body.productId;
    await ask(printed(page.AUTHENTICATION));
    await ask(printed(page.CLIENT));
    await ask(printed(page.PUBLISH));
    await ask(printed(page.LINK));
    const refused = await ask(`mutation { deleteProductIntegration(input: {id: "${integrationId}"}) { userErrors { message } } }`);
    expect(refused.deleteProductIntegration.userErrors).toHaveLength(1);
    expect((await market.vendor.post(`/api/v1/products/${productId}/publish`)).status).toBe(200);
  }, 60_000);

  afterAll(async () => {
    await platform?.end();
    await host?.close();
    shell.forget();
  });

  let done: Wire;

  it('shows in the order what its product host was told and answered, to the vendor alone', async () => {
    host.answer = (response) => json(response, { success: true, accountIdentifier: 'h-1', message: 'Welcome.' });
    done = await buy();
    const items = await until(vendor, `order:${done.id}`, 'delivery SUBSCRIPTION_ORDER');
    const lines = items.filter(({ type }) => type !== 'OrderStatusChanged' && type !== 'OrderReleased');
    expect(told(lines)).toEqual(['event HostEventRaised', 'delivery SUBSCRIPTION_ORDER']);
    const [raised, attempt] = lines;
    expect(raised.data).toMatchObject({ type: 'SUBSCRIPTION_ORDER', about: { what: 'order', orderId: done.id }, integrationId });
    expect(attempt).toMatchObject({
      subject: `order:${done.id}`,
      actor: 'system:product-host',
      causationId: raised.id,
      correlationId: raised.correlationId,
      data: { number: 1, status: 200, durationMs: expect.any(Number), error: null },
    });
    expect(JSON.parse(attempt.data.answer)).toMatchObject({ success: true, accountIdentifier: 'h-1', message: 'Welcome.' });
    const positions = items.map(({ position }) => Number(position));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const shared = await until(owner, `order:${done.id}`, 'event OrderStatusChanged');
    expect(new Set(told(shared))).toEqual(new Set(['event OrderReleased', 'event OrderStatusChanged']));
  });

  let failing: Wire;

  it('says what was tried, what waits and why, until somebody settles it', async () => {
    host.answer = (response) => response.writeHead(503).end('S3cre1! We are full.');
    failing = await buy();
    const items = await until(vendor, `order:${failing.id}`, 'delivery SUBSCRIPTION_ORDER');
    const [attempt, waiting] = ['delivery', 'waiting'].map((kind) => items.find((item) => item.kind === kind));
    expect(attempt.data).toMatchObject({ number: 1, status: 503, error: expect.stringContaining('We are full.'), answer: null });
    expect(waiting).toMatchObject({
      type: 'SUBSCRIPTION_ORDER',
      subject: `order:${failing.id}`,
      data: { state: 'FAILING', nextAttemptOn: expect.any(String), attempts: expect.any(Number), token: expect.any(String) },
    });
    expect(waiting.data.why).toMatch(/failed \(.*We are full\..*tried again on/s);
    expect(JSON.stringify(items)).not.toContain('S3cre1');
    const resolve = `/api/v1/integration-events/${waiting.data.token}/resolve`;
    expect((await market.operator.post(resolve, { success: true })).status).toBe(422);
    expect((await market.operator.post(resolve, { success: true, accountIdentifier: 'by-hand' })).status).toBe(200);
    const after = await until(vendor, `order:${failing.id}`, 'event HostEventResolved');
    expect(told(after)).not.toContain('waiting SUBSCRIPTION_ORDER');
    expect(after.find(({ type }) => type === 'HostEventResolved')).toMatchObject({
      actor: `client:${OPERATOR.clientId}`,
      data: { by: 'operator' },
    });
    const refused = (await timeline(market.operator, `order:${failing.id}`)).items.filter(({ kind }: Wire) => kind === 'refusal');
    expect(refused.map(({ data }: Wire) => `${data.command} ${data.code}`)).toEqual(['ResolveHostEvent event.account-identifier-required']);
  });

  it('shows of an integration its facts, what was refused, and every event with its attempts', async () => {
    const subject = `integration:${integrationId}`;
    const items = await until(
      vendor,
      subject,
      ...['refusal CommandRefused', 'event HostEventResolved', 'event IntegrationLinked', 'delivery SUBSCRIPTION_STATUS'],
    );
    expect(told(items)).toEqual(
      expect.arrayContaining([
        ...['event IntegrationDrafted', 'event IntegrationSignOnSet', 'event IntegrationClientGenerated', 'event IntegrationPublished'],
        ...['event HostEventRaised', 'delivery SUBSCRIPTION_ORDER', 'delivery SUBSCRIPTION_STATUS'],
      ]),
    );
    const about = items.filter(({ type }) => type === 'HostEventRaised').map(({ data }) => data.about.orderId);
    expect(about).toEqual(expect.arrayContaining([done.id, failing.id]));
    const leafed: Wire[] = [];
    for (let cursor = ''; cursor !== null; ) {
      const body = await timeline(vendor, subject, `&limit=3${cursor && `&cursor=${cursor}`}`);
      leafed.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(leafed).toEqual((await timeline(vendor, subject, '&limit=1000')).items);
    const text = JSON.stringify(items);
    expect(text).not.toContain('S3cre1');
    expect(text).not.toMatch(/"(sealed\w*|secretHash)"/);
    expect((await owner.get(`/api/v1/timeline?subject=${subject}`)).status).toBe(404);
  });

  it('shows how an integration stood, and what changed', async () => {
    const subject = `integration:${integrationId}`;
    const then = await timeline(vendor, subject, '&at=0');
    expect(then).toMatchObject({ revision: 0, state: { id: integrationId, name: 'Documentation Test Integration' } });
    const update = `mutation { updateProductIntegration(input: {id: "${integrationId}", name: "Renamed"}) { userErrors { message } } }`;
    expect((await ask(update)).updateProductIntegration.userErrors).toEqual([]);
    const { revision } = await timeline(vendor, subject, '&at=9999-12-31');
    const { changes } = await timeline(vendor, subject, `&diff=0,${revision}`);
    expect(changes).toContainEqual({ pointer: '/name', from: 'Documentation Test Integration', to: 'Renamed' });
    expect(JSON.stringify([then, changes])).not.toMatch(/sealed|secretHash|S3cre1/);
  });

  it('is told live', async () => {
    const reading = new AbortController();
    const answer = await fetch(`${platform.url}/api/v1/timeline?subject=integration:${integrationId}`, {
      headers: { authorization: `Bearer ${vendor.token}`, accept: 'text/event-stream' },
      signal: reading.signal,
    });
    let text = '';
    const read = (async () => {
      for await (const chunk of answer.body!) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    host.answer = (response) => json(response, { success: true, accountIdentifier: 'h-live' });
    await buy();
    await eventually(
      async () => text,
      (sofar) => sofar.includes('h-live'),
    );
    expect(text).toMatch(/event: delivery\ndata: \{[^\n]*"type":"SUBSCRIPTION_ORDER"[^\n]*h-live/);
    reading.abort();
    await read;
  });

  it('goes with the case to a laptop, and calls nobody from there', async () => {
    host.answer = (response) => response.writeHead(202).end();
    const order = await buy();
    await until(vendor, `order:${order.id}`, 'waiting SUBSCRIPTION_ORDER');
    const env = { CAUSEWAY_URL: platform.url, CAUSEWAY_CLIENT_ID: OPERATOR.clientId, CAUSEWAY_CLIENT_SECRET: OPERATOR.clientSecret };
    const [out, folder] = [join(shell.folder, 'case.ndjson'), join(shell.folder, 'case')];
    expect((await shell.causeway(['export', `order:${order.id}`, '--out', out], env)).code).toBe(0);
    expect(await shell.causeway(['import', out, '--data-dir', folder])).toMatchObject({ code: 0, err: '' });
    const there = await shell.causeway(['timeline', `order:${order.id}`, '--data-dir', folder]);
    expect(there.out).toMatch(/delivery {2}SUBSCRIPTION_ORDER {2}try 1: 202 in \d+ ms/);
    const whole = join(shell.folder, 'integration.ndjson');
    expect((await shell.causeway(['export', `integration:${integrationId}`, '--out', whole], env)).code).toBe(0);
    expect((await shell.lines([`cat ${whole}`])).join()).not.toMatch(/S3cre1|"sealedSecret":"(?!\*)|"secretHash":"(?!\*)/);
    const copy = await Platform.start({ CAUSEWAY_DATA_DIR: folder });
    await new Promise((done) => setTimeout(done, 1000));
    expect(host.calls.length).toBeGreaterThan(0);
    expect(host.calls.filter(({ url }) => url.includes(encodeURIComponent(copy.url)))).toEqual([]);
    await copy.end();
  }, 120_000);
});
