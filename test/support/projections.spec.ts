import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import { released } from '../../libs/business-integration/src/order/domain/order.examples';
import { Client, eventually, type Wire } from '../journeys/stage/client';
import { OPERATOR, Platform, SCALED_OUT } from '../journeys/stage/platform';

const ORDERS = 20_000;

/** A record of so many orders, written before the platform starts. */
const written = async (folder: string): Promise<void> => {
  const store = EmbeddedEventStore.open(join(folder, 'events.db'));
  const meta = { tenantId: 'acme', actor: 'client:ada', correlationId: 'c', causationId: 'c' };
  const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const append = (n: number) => {
    const data = { ...released.data, orderId: id(n), orderNumber: `20261121${String(n).padStart(6, '0')}` };
    const occurredOn = new Date(Date.parse('2026-11-21T09:00:00.000Z') + n).toISOString();
    return store.append(`order-${id(n)}`, 'none', [{ id: id(ORDERS + n), type: released.type, data, schemaVersion: 1, occurredOn, meta }]);
  };
  for (let n = 0; n < ORDERS; n += 1000) await Promise.all(Array.from({ length: 1000 }, (_, i) => append(n + i)));
  await store.close();
};

/** What happens to readers while a view is built again (docs/operations.md, 2): nothing. */
describe('projections', () => {
  let platform: Platform;
  let operator: Client;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-projections-'));
    if (!SCALED_OUT) await written(folder);
    platform = await Platform.start({ CAUSEWAY_DATA_DIR: folder });
    operator = await Client.as(platform.url, OPERATOR);
  }, 120_000);

  afterAll(() => platform?.end());

  const orders = () => operator.get('/api/v1/orders?orderAccessType=Operator&includeTestingOrders=true&limit=1');
  const job = (jobId: string) => operator.get(`/api/v1/jobs/${jobId}`);
  const ended = ({ body }: { body: Wire }) => body.state !== 'running';

  it('serve the old one whole until the new one has caught up', async () => {
    const before = (await orders()).body;
    const { body } = await operator.post('/api/v1/projections/order-list/rebuild');
    const [seen, states] = [[] as string[], new Set<string>()];
    let over = false;
    const reading = (async () => {
      while (!over) {
        const { status, body: page } = await orders();
        seen.push(`${status} ${page.totalCount} ${page.items[0]?.id}`);
      }
    })();
    let last = await job(body.jobId);
    for (; !ended(last); last = await job(body.jobId)) {
      states.add((await operator.get('/api/v1/projections')).body.items.find(({ name }: Wire) => name === 'order-list').state);
    }
    over = true;
    await reading;
    expect(last.body).toMatchObject({ state: 'done', error: null, secondsLeft: null });
    expect([...new Set(seen)]).toEqual([`200 ${before.totalCount} ${before.items[0]?.id}`]);
    expect(seen.length).toBeGreaterThan(2);
    expect([...states]).toEqual(expect.arrayContaining(['rebuilding']));
    expect((await orders()).body).toEqual(before);
  }, 60_000);

  it('say how long a rebuild will still take', async () => {
    const { body } = await operator.post('/api/v1/projections/order-list/rebuild');
    const told: Wire[] = [];
    for (let now = await job(body.jobId); !ended(now); now = await job(body.jobId)) told.push(now.body);
    expect(told.every(({ done, total, secondsLeft }) => done <= total && (secondsLeft === null || secondsLeft >= 0))).toBe(true);
  }, 60_000);

  it('stop, show it, and start again', async () => {
    const state = async () => (await operator.get('/api/v1/projections')).body.items.find(({ name }: Wire) => name === 'order-list');
    expect((await operator.post('/api/v1/projections/order-list/stop', { reason: 'to look' })).body).toMatchObject({ state: 'stopped' });
    expect((await orders()).status).toBe(200);
    expect((await operator.post('/api/v1/projections/order-list/skip', { reason: 'to try' })).body).toMatchObject({
      code: 'projection.not-stuck',
    });
    expect((await operator.post('/api/v1/projections/order-list/start')).status).toBe(200);
    expect(await eventually(state, (one) => one.state === 'running' && one.lagEvents === 0)).toMatchObject({
      state: 'running',
      lagEvents: 0,
    });
  }, 60_000);

  it('list their jobs, the newest first, to those whose they are', async () => {
    const { body } = await operator.get('/api/v1/jobs?limit=1');
    expect(body).toMatchObject({ totalCount: 2, items: [{ kind: 'projection.rebuild', state: 'done' }], nextCursor: expect.any(String) });
    expect((await operator.get(`/api/v1/jobs?limit=1&cursor=${body.nextCursor}`)).body.items).toHaveLength(1);
    expect((await operator.get('/api/v1/jobs?state=running')).body.items).toEqual([]);
    expect((await operator.get('/api/v1/jobs?state=lost')).status).toBe(400);
  });
});
