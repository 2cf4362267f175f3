import type { LaneAdvanced, LaneRevived, LaneTaken, Outcome } from './lane.events';

export const taken: LaneTaken = { type: 'LaneTaken', data: { worker: 'w1', replay: false } };

export const delivered: Outcome = {
  messageId: 'm1',
  place: 5,
  position: 5,
  subject: 'order:1',
  number: 1,
  state: 'delivered',
  tries: 1,
  startedOn: '2026-01-01T09:00:00.000Z',
  durationMs: 12,
  status: 204,
  error: null,
  answer: null,
  sealedFor: null,
  nextAttemptOn: null,
};
export const failed: Outcome = {
  ...delivered,
  messageId: 'm2',
  place: 7,
  position: 7,
  subject: 'order:2',
  state: 'failed',
  status: 500,
  answer: 'p1.sealed',
  sealedFor: 'tenant:globex',
  nextAttemptOn: '2026-01-01T09:00:05.012Z',
};
export const advanced: LaneAdvanced = {
  type: 'LaneAdvanced',
  data: { batch: 1, low: 9, outcomes: [delivered, failed], outstanding: [['order:2', [7, 9]]], heeded: -1 },
};
export const revived: LaneRevived = { type: 'LaneRevived', data: { revivedAt: 40 } };
