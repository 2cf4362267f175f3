import type {
  ConsumerChanged,
  ConsumerDisabled,
  ConsumerPaused,
  ConsumerRegistered,
  ConsumerRemoved,
  ConsumerResumed,
  ConsumerTested,
  SigningSecretRotated,
} from './consumer.events';

export const registered: ConsumerRegistered = {
  type: 'ConsumerRegistered',
  data: {
    consumerCode: 'acme',
    owner: 'acme',
    tenantId: 'acme',
    channel: 'webhook',
    webhookUrl: 'https://agent.acme.example/hooks',
    routes: [{ messageType: 'PlatformStore.OrderOverdue', webhookUrl: 'https://agent.acme.example/late' }],
    messageTypes: ['PlatformStore.*'],
    filter: { kind: ['New', 'Change'], isTesting: false },
    securityCode: 'v1.sealed-code',
    jwtAlgorithm: 'ES256',
    signingSecret: 'v1.sealed-secret',
  },
};
export const changed: ConsumerChanged = { type: 'ConsumerChanged', data: { messageTypes: ['PlatformStore.OrderReleased'] } };
export const paused: ConsumerPaused = { type: 'ConsumerPaused', data: {} };
export const resumed: ConsumerResumed = { type: 'ConsumerResumed', data: { from: 'paused' } };
export const disabled: ConsumerDisabled = {
  type: 'ConsumerDisabled',
  data: { consumerCode: 'acme', reason: 'It has only failed for three days.' },
};
export const rotated: SigningSecretRotated = {
  type: 'SigningSecretRotated',
  data: { signingSecret: 'v1.sealed-newer', formerUntil: '2026-01-02T09:00:00.000Z' },
};
export const tested: ConsumerTested = { type: 'ConsumerTested', data: { consumerCode: 'acme', testId: 't1' } };
export const removed: ConsumerRemoved = { type: 'ConsumerRemoved', data: { consumerCode: 'acme' } };
