import { GetOrder } from './order/read/get-order';
import { productCodeStream, take } from './product/domain/product-code';
import { GetProduct } from './product/read/get-product';
import { ListProducts } from './product/read/list-products';
import { contentFrom } from './product/steps/product-wish';
import { CreateProduct } from './product/write/create-product';
import { ReviseProduct } from './product/write/revise-product';
import { PublishProduct } from './product/write/sale-of-product';
import { agentOf, ask, compose, eventually, of, operator, refused } from './testing/composed';
import { acme, crm, globex, initech, story } from './testing/story';

let business: Awaited<ReturnType<typeof compose>>;
const the = story(() => business);
const rival = of('rival', 'integrations', 'orders', 'storefront');

beforeAll(async () => {
  business = await compose();
});
afterAll(() => business.end());

describe('products', () => {
  const create = (more: Partial<typeof crm>, caller = acme) =>
    business.commands.execute(new CreateProduct(ask(caller), { ...crm, ...more }));
  const revise = (id: string, wish: Partial<typeof crm>, caller = acme) =>
    business.commands.execute(new ReviseProduct(ask(caller), id, wish));

  it('are drafted with what the spec presumes, seen by their vendor, then by all', async () => {
    const { body } = await create({ trialDays: null, description: null });
    expect(Object.keys(body).slice(0, 3)).toEqual(['productId', 'status', 'revision']);
    expect(body).toMatchObject({
      status: 'draft',
      trialDays: 0,
      acknowledgeWithinHours: 1,
      fulfilWithinHours: 72,
      billedBy: 'marketplace',
      onTrialEnd: 'expire',
    });
    expect(body.editions[0]).toMatchObject({ code: 'basic', onSale: true });
    const see = (caller = globex) => business.queries.execute(new GetProduct(caller, body.productId));
    await expect(see()).rejects.toEqual(refused('product.unknown'));
    expect(await see(acme)).toEqual(body);
    await expect(business.commands.execute(new PublishProduct(ask(rival), body.productId))).rejects.toEqual(refused('product.unknown'));
    expect((await business.commands.execute(new PublishProduct(ask(acme), body.productId))).body).toMatchObject({
      status: 'published',
      revision: 1,
    });
    expect(await see(agentOf('acme.crm', 'acme', null, 'gateway'))).toMatchObject({ status: 'published' });
    await expect(revise(body.productId, { name: 'Mine' }, rival)).rejects.toEqual(refused('product.vendor-only'));
  });

  it('are of an application of their vendor, and fulfilled by events only with an integration', async () => {
    await expect(create({ applicationCode: 'rival.erp' })).rejects.toEqual(refused('application.unknown'));
    const { body } = await create({ fulfilment: 'events' });
    await expect(business.commands.execute(new PublishProduct(ask(acme), body.productId))).rejects.toEqual(
      refused('product.integration-missing'),
    );
  });

  it('have a code of their own among their vendor’s', async () => {
    const { body } = await create({ code: 'crm' });
    await expect(create({ code: 'CRM' })).rejects.toEqual(refused('product.duplicate-code'));
    expect((await create({ code: 'crm', applicationCode: 'rival.erp' }, rival)).body.code).toBe('crm');
    await revise(body.productId, { code: 'crm-2' });
    business.react();
    await eventually(() => create({ code: 'crm' }));
    await expect(revise(body.productId, { code: 'crm' })).rejects.toEqual(refused('product.duplicate-code'));
  });

  it('change for those who buy from now on', async () => {
    const productId = await the.product();
    const { body } = await the.buy(productId);
    const editions = [{ ...crm.editions[0]!, name: 'Basic 2', pricing: { model: 'free' as const } }];
    expect((await revise(productId, { editions, trialDays: null })).body).toMatchObject({ trialDays: 0, revision: 2 });
    expect((await revise(productId, { trialDays: null })).revision).toBe(2);
    expect((await business.queries.execute(new GetOrder(globex, body.id, null))).orderLines[0]).toMatchObject({
      name: 'Basic',
      unitPrice: { amount: '49.00' },
    });
    expect((await the.buy(productId, initech)).body.orderLines[0]).toMatchObject({ name: 'Basic 2', unitPrice: null, period: null });
    await expect(revise(productId, { fulfilment: 'events' })).rejects.toEqual(refused('product.published'));
    await expect(revise(productId, { name: null } as never)).rejects.toEqual(refused('request.invalid'));
  });

  it('are listed: published for all, drafts for their vendor', async () => {
    expect(await business.caughtUp()).toBe(true);
    const statuses = async (caller = globex) =>
      new Set((await business.queries.execute(new ListProducts(caller, {}, { limit: 1000 }))).items.map(({ status }) => status));
    expect(await statuses()).toEqual(new Set(['published']));
    expect(await statuses(acme)).toEqual(new Set(['published', 'draft']));
    expect((await business.queries.execute(new ListProducts(operator, { applicationCode: 'rival.erp' }, {}))).totalCount).toBe(1);
  });

  it('whose drafting was cut short by a crash are drafted by the policy', async () => {
    const productId = '0190a000-0000-7000-8000-00000000cafe';
    await business.streams.transact(
      productCodeStream('acme', 'cut'),
      take(productId, 'acme', 'cut', contentFrom({ ...crm, code: 'cut' })),
      ask(acme).act,
    );
    expect(await eventually(() => business.queries.execute(new GetProduct(acme, productId)))).toMatchObject({
      code: 'cut',
      createdBy: 'client:acme-programs',
    });
  });
});
