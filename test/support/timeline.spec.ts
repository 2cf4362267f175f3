import { Client, eventually, type Wire } from '../journeys/stage/client';
import { type Marketplace, open, product, purchase } from '../journeys/stage/marketplace';
import { Platform } from '../journeys/stage/platform';
import { Receiver } from '../journeys/stage/receiver';

/** Looking back at what happened, by those who know only the spec (page 60, *REST*). */
describe('the timeline', () => {
  let platform: Platform;
  let market: Marketplace;
  let hooks: Receiver;
  let order: Wire;
  let owner: Client;
  let vendor: Client;

  const timeline = (client: Client, query: string) => client.get(`/api/v1/timeline?${query}`);
  const told = (items: Wire[]) => items.map(({ kind, type }) => `${kind} ${type}`);

  const people = async (tenant: string) =>
    (await market.operator.post(`/api/v1/tenants/${tenant}/service-accounts`, { name: 'people', scopes: ['support'] })).body;

  beforeAll(async () => {
    [platform, hooks] = [await Platform.start(), await Receiver.listen()];
    market = await open(platform);
    [owner, vendor] = [await Client.as(platform.url, await people('globex')), await Client.as(platform.url, await people('acme'))];
    const consumer = { consumerCode: 'acme', channel: 'webhook', webhookUrl: hooks.url, messageTypes: ['PlatformStore.Order*'] };
    expect((await market.vendor.post('/api/v1/gateway/consumers', { ...consumer, securityCode: 'open sesame' })).status).toBe(201);
    order = (await market.customer.post('/api/v1/storefront/orders', purchase(market.product.productId))).body;
    await hooks.count(1);
    await market.agent.put(`/api/v1/orders/${order.id}/status`, { systemStatus: 'Validation' });
    expect((await market.agent.put(`/api/v1/orders/${order.id}/status`, { systemStatus: 'Done' })).status).toBe(409);
    await hooks.count(2);
  }, 60_000);

  afterAll(async () => {
    await platform?.end();
    await hooks?.close();
  });

  it('shows facts, refusals and deliveries, ascending, with cause and actor', async () => {
    const { body } = await eventually(
      () => timeline(vendor, `subject=order:${order.id}`),
      ({ body }) => body.items?.filter(({ kind }: Wire) => kind === 'delivery').length === 2,
    );
    expect(told(body.items)).toEqual(
      expect.arrayContaining([
        'event OrderReleased',
        'delivery PlatformStore.OrderReleased',
        'event OrderStatusChanged',
        'refusal CommandRefused',
        'delivery PlatformStore.OrderStatusChanged',
      ]),
    );
    const positions = body.items.map(({ position }: Wire) => Number(position));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const [released] = body.items;
    expect(released).toMatchObject({ kind: 'event', subject: `order:${order.id}`, actor: expect.stringMatching(/^client:/), revision: 0 });
    expect(released.data.configuration).toEqual({ subdomain: 'globex' });
    const delivery = body.items.find(({ kind }: Wire) => kind === 'delivery');
    expect(delivery).toMatchObject({ causationId: released.id, correlationId: released.correlationId, data: { number: 1, status: 204 } });
    expect(body.items.find(({ kind }: Wire) => kind === 'refusal')).toMatchObject({
      actor: expect.stringMatching(/^client:/),
      data: { command: 'SetOrderStatus', code: 'order.invalid-transition', extra: { allowed: ['Confirmed', 'Fail'] } },
    });
  });

  it('is leafed through by cursor, and by position', async () => {
    const whole = (await timeline(vendor, `subject=order:${order.id}`)).body.items;
    const leafed: Wire[] = [];
    for (let cursor = ''; cursor !== null; ) {
      const { body } = await timeline(vendor, `subject=order:${order.id}&limit=2${cursor && `&cursor=${cursor}`}`);
      leafed.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(leafed).toEqual(whole);
    const after = whole[1].position;
    const behind = whole.filter(({ position }: Wire) => Number(position) > Number(after));
    expect((await timeline(vendor, `subject=order:${order.id}&after=${after}`)).body.items).toEqual(behind);
    expect(await timeline(owner, `subject=tenant:globex&cursor=AAAA`)).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
  });

  it('shows how it stood, and what changed', async () => {
    const [at, now] = [await timeline(owner, `subject=order:${order.id}&at=0`), await timeline(owner, `subject=order:${order.id}&at=1`)];
    expect(at.body).toMatchObject({ revision: 0, at: order.createdOn, state: { id: order.id, currentStatusInfo: null } });
    expect(now.body.state.currentStatusInfo.systemStatus).toBe('Validation');
    const byTime = await timeline(owner, `subject=order:${order.id}&at=${now.body.at}`);
    expect(byTime.body).toEqual(now.body);
    const { body } = await timeline(owner, `subject=order:${order.id}&diff=0,1`);
    expect(body).toMatchObject({ from: 0, to: 1, changes: expect.arrayContaining([{ pointer: '/revision', from: 0, to: 1 }]) });
    for (const wrong of ['at=9', 'at=2020-01-01', 'diff=0,9'])
      expect(await timeline(owner, `subject=order:${order.id}&${wrong}`)).toMatchObject({ status: 404 });
    for (const wrong of ['at=yesterday', 'diff=0', 'limit=0'])
      expect(await timeline(owner, `subject=order:${order.id}&${wrong}`)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('is found by the number of an order too, and answers under its name', async () => {
    const byNumber = (client: Client, more = '') => timeline(client, `subject=order:${order.orderNumber}${more}`);
    const byId = (client: Client, more = '') => timeline(client, `subject=order:${order.id}${more}`);
    for (const more of ['', '&at=0', '&diff=0,1']) expect((await byNumber(vendor, more)).body).toEqual((await byId(vendor, more)).body);
    expect((await byNumber(vendor)).body.items[0].subject).toBe(`order:${order.id}`);
    for (const none of ['202600000000', '2026', `${order.orderNumber}0`])
      expect(await timeline(owner, `subject=order:${none}`)).toMatchObject({ status: 404, body: { code: 'subject.unknown' } });
    await market.operator.post('/api/v1/tenants', {
      ...{ tenantId: 'initech', name: 'Initech', companyCode: `9${process.pid}|CZ`, roles: ['customer'] },
      ...{ email: 'it@initech.example', language: 'en' },
    });
    const stranger = await Client.as(platform.url, await people('initech'));
    expect(await byNumber(stranger)).toMatchObject({ status: 404, body: { code: 'subject.unknown' } });
    const told = async (client: Client, name: string) => (await client.get(`/api/v1/gateway/deliveries?subject=order:${name}`)).body;
    const listed = await told(market.vendor, order.orderNumber);
    expect(listed.items.length).toBeGreaterThan(0);
    expect(listed).toEqual(await told(market.vendor, order.id));
  });

  it('is for those who share the thing, with the scope support', async () => {
    expect(await timeline(market.customer, `subject=order:${order.id}`)).toMatchObject({
      status: 403,
      body: { code: 'token.scope-missing' },
    });
    for (const other of [`product:${market.product.productId}`, 'tenant:acme', 'consumer:acme', 'order:nothing', 'tenant:nobody'])
      expect(await timeline(owner, `subject=${other}`)).toMatchObject({ status: 404, body: { code: 'subject.unknown' } });
    for (const wrong of ['order', 'thing:1', ':', '']) expect((await timeline(owner, `subject=${wrong}`)).status).toBe(400);
  });

  it('shows neither what the other tenant tried nor what its program answered', async () => {
    const { body } = await timeline(owner, `subject=order:${order.id}`);
    expect(told(body.items)).toEqual(['event OrderReleased', 'event OrderStatusChanged']);
  });

  it('writes down each look of support, for the tenant to see', async () => {
    const { operator } = market;
    for (const query of ['', '&at=0', '&diff=0,1'])
      expect((await timeline(operator, `subject=order:${order.id}${query}`)).status).toBe(200);
    expect((await operator.get(`/api/v1/orders/${order.id}/history`)).status).toBe(200);
    expect((await operator.get('/api/v1/gateway/deliveries?consumer=acme')).status).toBe(200);
    expect((await operator.get(`/api/v1/gateway/deliveries?subject=order:${order.orderNumber}`)).status).toBe(200);
    const looks = async (subject: string) =>
      (await timeline(owner, `subject=${subject}`)).body.items.filter(({ kind }: Wire) => kind === 'look');
    expect((await looks('tenant:globex')).map(({ data }: Wire) => data.what)).toEqual(['timeline', 'state', 'diff', 'history']);
    const all = ({ length }: Wire[]) => length === 5;
    // The deliveries were the vendor's to see, and so the look is.
    const seen = await eventually(() => looks(`order:${order.id}`), all);
    expect(seen.map(({ data }: Wire) => data.what)).toEqual(['timeline', 'state', 'diff', 'history', 'deliveries']);
    expect(seen[0]).toMatchObject({ type: 'SupportLooked', subject: `order:${order.id}`, actor: 'client:operator-journey' });
    const vendors = (await timeline(vendor, 'subject=tenant:acme')).body.items.filter(({ kind }: Wire) => kind === 'look');
    expect(vendors.map(({ data }: Wire) => data.what)).toEqual(['timeline', 'state', 'diff', 'history', 'deliveries', 'deliveries']);
  });

  it('says to the operator when the facts at some positions happened', async () => {
    const [released, changed] = (await timeline(owner, `subject=order:${order.id}`)).body.items;
    const moments = (client: Client, positions: string) => client.get(`/api/v1/moments?positions=${positions}`);
    expect(await moments(market.operator, `${changed.position},${released.position},999999`)).toMatchObject({
      status: 200,
      body: { items: [changed, released].map(({ position, occurredOn }: Wire) => ({ position, occurredOn })) },
    });
    for (const wrong of ['', '0', '-1', '1,,2', 'x', Array(201).fill('1').join()])
      expect(await moments(market.operator, wrong)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await moments(owner, '1')).toMatchObject({ status: 403, body: { code: 'token.operator-only' } });
    expect(await moments(market.customer, '1')).toMatchObject({ status: 403, body: { code: 'token.scope-missing' } });
  });

  it('keeps what was refused on things of every kind', async () => {
    const { operator, customer, vendor: seller } = market;
    const draft = (await seller.post('/api/v1/products', product(market.product.applicationCode))).body;
    expect((await seller.post(`/api/v1/products/${draft.productId}/withdraw`)).status).toBe(409);
    expect((await customer.post(`/api/v1/storefront/subscriptions/${order.subscriptionId}/convert`)).status).toBe(409);
    expect((await operator.post('/api/v1/tenants/operator/pause')).status).toBe(409);
    const refused = async (subject: string) => {
      const { items } = (await timeline(operator, `subject=${subject}`)).body;
      return items.filter(({ kind }: Wire) => kind === 'refusal').map(({ data }: Wire) => `${data.command} ${data.code}`);
    };
    expect(await refused(`product:${draft.productId}`)).toEqual(['WithdrawProduct product.invalid-transition']);
    expect(await refused(`subscription:${order.subscriptionId}`)).toEqual(['ConvertSubscription subscription.invalid-transition']);
    expect(await refused('tenant:operator')).toEqual(['SetTenantStanding tenant.operator']);
  });

  it('never shows a secret', async () => {
    const { body } = await timeline(market.operator, 'subject=consumer:acme');
    expect(told(body.items)[0]).toBe('event ConsumerRegistered');
    expect(body.items[0].data).toMatchObject({ consumerCode: 'acme', signingSecret: '********', securityCode: '********' });
    expect(JSON.stringify((await timeline(market.operator, 'subject=consumer:acme&at=0')).body)).not.toMatch(/sesame|whsec|v1\./);
  });

  it('says what still waits, and why', async () => {
    hooks.answer = (response) => response.writeHead(500).end('no');
    await market.agent.put(`/api/v1/orders/${order.id}/status`, { systemStatus: 'Confirmed' });
    await market.agent.put(`/api/v1/orders/${order.id}/status`, { systemStatus: 'Fail', reasonCode: 'X', note: 'no room' });
    const waiting = await eventually(
      async () => (await timeline(vendor, `subject=order:${order.id}`)).body.items.filter(({ kind }: Wire) => kind === 'waiting'),
      (items) => items.length === 2 && items[0].data.state === 'failed',
    );
    expect(waiting.map(({ data }: Wire) => data.state)).toEqual(['failed', 'held']);
    expect(waiting[0].data).toMatchObject({ why: expect.stringMatching(/failed \(/), nextAttemptOn: expect.any(String) });
    expect(waiting[1].data.why).toMatch(/earlier message/);
  });

  it('tells the owner of a consumer that it was disabled', async () => {
    hooks.answer = (response) => response.writeHead(410).end();
    expect((await market.vendor.post('/api/v1/gateway/consumers/acme/test')).status).toBeLessThan(300);
    const { body } = await eventually(
      () => timeline(vendor, 'subject=tenant:acme'),
      ({ body }) => told(body.items).includes('event gateway.consumer-disabled'),
    );
    expect(body.items.find(({ type }: Wire) => type === 'gateway.consumer-disabled').data).toMatchObject({ consumerCode: 'acme' });
    const { items } = (await timeline(vendor, `subject=order:${order.id}`)).body;
    expect(items.find(({ kind }: Wire) => kind === 'waiting').data.why).toBe('Its consumer is paused or disabled.');
  });

  it('says who gave a message up and why, and who had it sent again, to the vendor alone', async () => {
    const { items } = (await timeline(vendor, `subject=order:${order.id}`)).body;
    const { messageId } = items.find(({ kind }: Wire) => kind === 'waiting').data;
    const path = `/api/v1/gateway/deliveries/${messageId}`;
    expect((await market.operator.post(`${path}/skip`, { reason: 'settled by telephone' })).status).toBe(200);
    expect((await market.vendor.post(`${path}/redeliver`)).status).toBe(202);
    const replay = { from: '2020-01-01', subject: `order:${order.orderNumber}`, messageTypes: ['PlatformStore.OrderReleased'] };
    const { jobId } = (await market.operator.post('/api/v1/gateway/consumers/acme/replay', replay)).body;
    const asked = async (client: Client, subject: string) =>
      (await timeline(client, `subject=${subject}`)).body.items.filter(({ type }: Wire) =>
        ['DeliverySkipped', 'RedeliveryAsked', 'ReplayQueued'].includes(type),
      );
    const three = ({ length }: Wire[]) => length === 3;
    const about = { consumerCode: 'acme', messageType: 'PlatformStore.OrderStatusChanged', messageId };
    const who = expect.stringMatching(/^client:/);
    const found = await eventually(() => asked(vendor, `order:${order.id}`), three);
    expect(found).toEqual([
      expect.objectContaining({ kind: 'event', type: 'DeliverySkipped', subject: `order:${order.id}`, actor: 'client:operator-journey' }),
      expect.objectContaining({ kind: 'event', type: 'RedeliveryAsked', subject: `order:${order.id}`, actor: who }),
      expect.objectContaining({ kind: 'event', type: 'ReplayQueued', subject: `order:${order.id}`, correlationId: jobId }),
    ]);
    expect(found.map(({ data }: Wire) => data)).toEqual([
      { ...about, reason: 'settled by telephone' },
      about,
      { ...about, messageType: 'PlatformStore.OrderReleased', messageId: expect.any(String), jobId },
    ]);
    expect(await asked(owner, `order:${order.id}`)).toEqual([]);
    const ofConsumer = await asked(vendor, 'consumer:acme');
    expect(ofConsumer.map(({ data }: Wire) => data)).toEqual([
      { messageId, messageType: about.messageType, about: `order:${order.id}`, reason: 'settled by telephone' },
      { messageId, messageType: about.messageType, about: `order:${order.id}` },
      { jobId, part: 1, messages: 1 },
    ]);
    // In a file for a laptop too, with the reason masked like everything that people wrote.
    const story = async (more: string) => {
      const headers = { authorization: `Bearer ${market.operator.token}` };
      return (await fetch(`${platform.url}/api/v1/stories?subject=order:${order.id}${more}`, { headers })).text();
    };
    expect(await story('')).toMatch(/"type":"DeliverySkipped".*"reason":"\*{8}"/);
    expect(await story('&withPersonalData=true&reason=ticket')).toContain('settled by telephone');
  });

  it('is followed live, and ends with the platform', async () => {
    const reading = new AbortController();
    const answer = await fetch(`${platform.url}/api/v1/timeline?subject=tenant:globex&after=0`, {
      headers: { authorization: `Bearer ${owner.token}`, accept: 'text/event-stream' },
      signal: reading.signal,
    });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    let text = '';
    const read = (async () => {
      for await (const chunk of answer.body!) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await eventually(
      async () => text,
      (sofar) => sofar.includes('TenantOpened'),
    );
    await market.operator.patch('/api/v1/tenants/globex', { name: 'Globex Ltd' });
    await eventually(
      async () => text,
      (sofar) => sofar.includes('Globex Ltd'),
    );
    expect(text).toMatch(/id: \d+\nevent: event\ndata: \{"position":"\d+".*"type":"TenantChanged"/);
    const begun = Date.now();
    await platform.kill('SIGTERM');
    await read;
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});
