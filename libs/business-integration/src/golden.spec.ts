import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { upcast, versionOf } from '@causeway/event-sourcing/model';
import * as orders from './order/domain/order.examples';
import * as products from './product/domain/product.examples';
import * as purchases from './purchase/domain/purchase.examples';
import * as subscriptions from './subscription/domain/subscription.examples';

/** No fact of this context has had another shape yet. */
const upcasts = {};

const folders = { order: orders, product: products, purchase: purchases, subscription: subscriptions };
const facts = Object.entries(folders).flatMap(([folder, examples]) =>
  Object.values(examples)
    .filter((example): example is typeof example & { type: string; data: object } => 'type' in example && 'data' in example)
    .map(({ type, data }) => ({ folder, type, data })),
);

describe.each(facts)('$type', ({ folder, type, data }) => {
  const versions = Array.from({ length: versionOf(upcasts, type) }, (_, i) => i + 1);
  it.each(versions)('version %i still reads as today’s', (version) => {
    const golden = JSON.parse(readFileSync(join(__dirname, folder, 'domain', 'golden', `${type}.v${version}.json`), 'utf8'));
    expect(upcast(upcasts, type, version, golden)).toEqual(data);
  });
});

it('has an example for every golden file', () => {
  const golden = Object.keys(folders).flatMap((folder) => readdirSync(join(__dirname, folder, 'domain', 'golden')));
  expect(golden.sort()).toEqual(facts.map(({ type }) => `${type}.v1.json`).sort());
});
