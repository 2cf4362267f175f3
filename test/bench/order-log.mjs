import { randomUUID } from 'node:crypto';

const STATUSES = ['Validation', 'Confirmed', 'Done'];
const OPEN = 1000;

/** The log of the bench: orders of four events each, interleaved over 1,000 open ones, and the product's own order list. */
export const businessBench = (require) => {
  const { orderList } = require('../../dist/libs/business-integration/src/order/read/order-list');
  const { released, done } = require('../../dist/libs/business-integration/src/order/domain/order.examples');
  const write = async (store, orders) => {
    const meta = { tenantId: 'acme', actor: 'client:bench', correlationId: 'c', causationId: 'c' };
    const appends = [];
    let events = 0;
    const append = async (order, revision) => {
      const example = revision === 0 ? released : done;
      const data = {
        ...example.data,
        orderId: order,
        ...(revision === 0
          ? { id: order, orderNumber: `20261122${String(events).padStart(7, '0')}` }
          : { systemStatus: STATUSES[revision - 1] }),
      };
      const occurredOn = new Date(1.79e12 + events * 10).toISOString();
      await store.append(`order-${order}`, revision === 0 ? 'none' : revision - 1, [
        { id: randomUUID(), type: example.type, data, schemaVersion: 1, occurredOn, meta },
      ]);
    };
    const open = [];
    let opened = 0;
    while (opened < orders || open.length > 0) {
      const batch = [];
      while (open.length < OPEN && opened < orders) {
        open.push({ id: randomUUID(), next: 0 });
        opened++;
      }
      for (let i = 0; i < open.length; i++) {
        const one = open[i];
        batch.push(append(one.id, one.next++));
        events++;
      }
      await Promise.all(batch);
      for (let i = open.length - 1; i >= 0; i--) if (open[i].next === 4) open.splice(i, 1);
    }
    await Promise.all(appends);
    return events;
  };
  return { view: orderList, write };
};
