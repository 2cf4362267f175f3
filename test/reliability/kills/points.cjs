// The named failpoints: before and after each write of event, claim, answer, view, its rows in their thread, place, lane and attempt;
// before and after a product host was asked, and its line kept what it said.
const METHODS = {
  event: ['libs/event-sourcing/src/stores/embedded/group-commit', 'GroupCommit', 'write'],
  claim: ['libs/platform/src/idempotency/idempotent-requests', 'IdempotentRequests', 'claimOnce'],
  answer: ['libs/platform/src/idempotency/idempotent-requests', 'IdempotentRequests', 'answered'],
  view: ['libs/event-sourcing/src/read-models/documents', 'Documents', 'write'],
  rows: ['libs/embedded-mongo/src/desk', 'Desk', 'answer'],
  'view-place': ['libs/event-sourcing/src/read-models/projection-records', 'ProjectionRecords', 'keep'],
  lane: ['libs/message-gateway/src/lane/work/lane-record', 'LaneRecord', 'advance'],
  attempt: ['libs/message-gateway/src/webhook/webhook-channel', 'WebhookChannel', 'send'],
  host: ['libs/business-integration/src/host-event/work/host-call', 'HostCaller', 'call'],
  'host-line': ['libs/business-integration/src/host-event/work/host-lanes', 'HostLanes', 'callOne'],
};
const POINTS = Object.keys(METHODS).flatMap((name) => [`${name}-before`, `${name}-after`]);

module.exports = { METHODS, POINTS };
