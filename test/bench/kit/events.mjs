// The event of the append benches: what an order goes through, 300 bytes as it is kept.
import { randomUUID } from 'node:crypto';

export const FACTS_OF_AN_ORDER = 4;
export const data = {
  orderId: '0b7d1f36-8c1e-4a51-9d70-0f5d3b8ddc11',
  orderNumber: '202611210001',
  systemStatus: 'Validation',
  note: 'deploying',
  reasonCode: null,
};
export const meta = {
  tenantId: 'globex',
  actor: 'client:0b7d1f36-8c1e',
  correlationId: '0b7d1f36-8c1e-4a51-9d70',
  causationId: '0b7d1f36-8c1e-4a51-9d71',
};
export const TYPE = 'OrderStatusChanged';
export const OCCURRED = '2026-11-21T10:00:00.000Z';
export const fact = () => ({ id: randomUUID(), type: TYPE, schemaVersion: 1, occurredOn: OCCURRED, data, meta });
