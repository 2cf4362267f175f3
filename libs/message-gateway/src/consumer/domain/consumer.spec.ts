import { specify } from '@causeway/event-sourcing/testing';
import { change, consumer, disable, laneKey, pause, type RegisteredConsumer, register, remove, resume, rotate, test } from './consumer';
import type { ConsumerResumed } from './consumer.events';
import { changed, disabled, paused, registered, removed, resumed, rotated, tested } from './consumer.examples';

const { given } = specify(consumer);
const revived: ConsumerResumed = { ...resumed, data: { from: 'disabled' } };
const reason = disabled.data.reason;

describe('a consumer', () => {
  it('is registered', () => given().when(register(registered.data)).then(registered));
  it('is registered once', () => given(registered).when(register(registered.data)).thenRefused('consumer.duplicate'));
  it('may register anew after it was removed, with lanes of its own', () => {
    given(registered, removed).when(register(registered.data)).then(registered);
    expect(laneKey(given(registered, removed, registered).state() as RegisteredConsumer)).toBe('acme.acme~2');
  });
  it('changes what is new', () => given(registered).when(change(changed.data)).then(changed));
  it('changes quietly when nothing is new', () =>
    given(registered)
      .when(change({ messageTypes: ['PlatformStore.*'] }))
      .thenNothing());
  it('leaves alone what is not said', () =>
    given(registered)
      .when(change({ ...changed.data, webhookUrl: undefined, filter: undefined }))
      .then(changed));
  it('has no address in the channel grpc', () =>
    given({ ...registered, data: { ...registered.data, channel: 'grpc', webhookUrl: null, routes: [], signingSecret: null } })
      .when(change({ webhookUrl: 'https://example.com/' }))
      .thenRefused('consumer.no-address'));
  it('is unknown before it is registered', () => given().when(change(changed.data)).thenRefused('consumer.unknown'));
  it('pauses', () => given(registered).when(pause).then(paused));
  it('pauses quietly when disabled', () => given(registered, disabled).when(pause).thenNothing());
  it('resumes after a pause', () => given(registered, paused).when(resume).then(resumed));
  it('resumes after it was disabled, and says so', () => given(registered, disabled).when(resume).then(revived));
  it('starts anew only after it was disabled', () => {
    expect(given(registered, paused, resumed).state()).toMatchObject({ status: 'active', revivedAt: 0 });
    expect(given(registered, disabled, revived).state()).toMatchObject({ status: 'active', statusReason: null, revivedAt: 3 });
  });
  it('is disabled by the gateway', () =>
    given(registered)
      .when(disable({ reason, registration: 1, revivedAt: 0 }))
      .then(disabled));
  it('is disabled while paused', () =>
    given(registered, paused)
      .when(disable({ reason, registration: 1, revivedAt: 0 }))
      .then(disabled));
  it('is not disabled for what failed before it was resumed', () =>
    given(registered, disabled, revived)
      .when(disable({ reason, registration: 1, revivedAt: 0 }))
      .thenNothing());
  it('is not disabled for what failed before it was removed', () =>
    given(registered, removed, registered)
      .when(disable({ reason, registration: 1, revivedAt: 0 }))
      .thenNothing());
  it('rotates its secret and keeps the former one for a while', () => {
    given(registered).when(rotate(rotated.data.signingSecret, rotated.data.formerUntil)).then(rotated);
    expect(given(registered, rotated).state()).toMatchObject({
      signingSecret: 'v1.sealed-newer',
      formerSecret: { signingSecret: 'v1.sealed-secret' },
    });
  });
  it('is tested', () => given(registered).when(test('t1')).then(tested));
  it('is removed', () => given(registered).when(remove).then(removed));
});
