// The log of the benches: orders of four events each, interleaved over 1,000 open ones, and the product's own order list.
import { randomUUID } from 'node:crypto';
import { built } from './bench.mjs';
import { fingerprint } from './checks.mjs';

const { orderList } = built('libs/business-integration/src/order/read/order-list');
const { released, done } = built('libs/business-integration/src/order/domain/order.examples');
const { initialized } = built('libs/business-integration/src/subscription/domain/subscription.examples');

export { orderList };

const STATUSES = ['Validation', 'Confirmed', 'Done'];
const OPEN = 1000;
export const EVENTS_OF_AN_ORDER = 1 + STATUSES.length;
const meta = { tenantId: 'acme', actor: 'client:bench', correlationId: 'c', causationId: 'c' };

/**
 * The facts in the order of the log, a round of all open orders at a time: arrays of {order, revision, fact}. `each` is how
 * many events an order gets, 1 to 4; `from` how many events the log has already, which numbers and times go on from. `begun`
 * and `stepMs`: when the first happened, and what lies between one and the next.
 */
export function* orderFacts(orders, { each = EVENTS_OF_AN_ORDER, from = 0, begun = 1.79e12, stepMs = 10 } = {}) {
  const open = [];
  let [opened, events] = [0, from];
  while (opened < orders || open.length > 0) {
    const round = [];
    while (open.length < OPEN && opened < orders) {
      open.push({ order: randomUUID(), next: 0 });
      opened++;
    }
    for (const one of open) {
      const { order } = one;
      const revision = one.next++;
      const example = revision === 0 ? released : done;
      const own = revision === 0 ? { orderNumber: `20261122${String(events).padStart(7, '0')}` } : { systemStatus: STATUSES[revision - 1] };
      const data = { ...example.data, orderId: order, ...own };
      const occurredOn = new Date(begun + events++ * stepMs).toISOString();
      round.push({ order, revision, fact: { id: randomUUID(), type: example.type, data, schemaVersion: 1, occurredOn, meta } });
    }
    yield round;
    for (let i = open.length - 1; i >= 0; i--) if (open[i].next >= each) open.splice(i, 1);
  }
}

/** Writes them into a store, a round at once, as 1,000 writers would; how many there were. */
export const writeOrders = async (store, orders, options) => {
  let events = 0;
  for (const round of orderFacts(orders, options)) {
    await Promise.all(
      round.map(({ order, revision, fact }) => store.append(`order-${order}`, revision === 0 ? 'none' : revision - 1, [fact])),
    );
    events += round.length;
  }
  return events;
};

/** As many subscriptions that were just begun, one event each. */
export const writeSubscriptions = async (store, subscriptions) => {
  for (let left = subscriptions; left > 0; left -= OPEN)
    await Promise.all(
      Array.from({ length: Math.min(left, OPEN) }, () => {
        const [subscriptionId, occurredOn] = [randomUUID(), new Date().toISOString()];
        const data = { ...initialized.data, subscriptionId };
        const fact = { id: randomUUID(), type: initialized.type, data, schemaVersion: 1, occurredOn, meta };
        return store.append(`subscription-${subscriptionId}`, 'none', [fact]);
      }),
    );
};

/** Each order's fingerprint as a fold of the log has it. An order is let go when it is done, so this holds the open ones only. */
export const foldLog = (each = EVENTS_OF_AN_ORDER) => {
  const [open, folded] = [new Map(), new Map()];
  const add = (fact) => {
    const id = fact.data.orderId;
    const after = orderList.fold(open.get(id) ?? null, fact);
    if (fact.revision + 1 === each) {
      folded.set(id, fingerprint(after));
      open.delete(id);
    } else open.set(id, after);
  };
  return { add, end: () => (open.size === 0 ? folded : new Map([...folded, ...[...open].map(([id, one]) => [id, fingerprint(one)])])) };
};

/** The same of facts that are not in a store yet. */
export const foldFacts = (rounds) => {
  const fold = foldLog();
  for (const facts of rounds) for (const { fact, revision } of facts) fold.add({ ...fact, revision });
  return fold.end();
};

/** [id, document] of every document of a mongoose model, a page at a time. */
export async function* documentsOf(model) {
  for (let last = ''; ; ) {
    const page = await model
      .find({ _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(5000)
      .lean();
    for (const document of page) yield [document._id, document];
    if (page.length < 5000) return;
    last = page.at(-1)._id;
  }
}
