import { specify } from '@causeway/event-sourcing/testing';
import { eventOf, headOf, hostLine } from './host-line';
import type { HostResult } from './host-line.events';
import { attempted, notice, raised, resolved, returned, syncAsked, taken } from './host-line.examples';
import { askSync, comeBack, keepCall, raise, resolve } from './telling';

const { given } = specify(hostLine);
const { subscriptionId, eventId } = raised.data;
const { number, startedOn, durationMs } = attempted.data;
const call = (httpStatus: number | null, more: Partial<{ number: number }> = {}) => ({
  number,
  startedOn,
  durationMs,
  httpStatus,
  ...more,
});
const { result } = resolved.data;
const behind = { type: 'HostEventRaised' as const, data: notice() };

describe('a line to a product host', () => {
  it('tells each event once', () => given().when(raise(raised.data)).then(raised));
  it('knows the result at once where nobody is asked', () =>
    given()
      .when(raise(raised.data, result))
      .then(raised, { ...resolved, data: { ...resolved.data, by: 'platform' } }));
  it('calls again what failed, and holds back what is behind it', () => {
    const { error, nextOn } = attempted.data;
    given(raised, behind)
      .when(keepCall(subscriptionId, eventId, call(500), { kind: 'failed', error, nextOn }))
      .then(attempted);
    expect(headOf(given(raised, behind, attempted).state())).toMatchObject({ eventId, status: 'FAILING', nextOn });
    const last = { ...attempted, data: { ...attempted.data, nextOn: null } };
    expect(headOf(given(raised, behind, last).state())).toMatchObject({ eventId, status: 'EXHAUSTED', nextOn: null });
  });
  it('goes on when one was taken for later, or answered', () => {
    given(raised, behind)
      .when(keepCall(subscriptionId, eventId, call(202), { kind: 'taken' }))
      .then(taken);
    expect(headOf(given(raised, behind, taken).state())?.eventId).toBe(behind.data.eventId);
    given(raised)
      .when(keepCall(subscriptionId, eventId, call(200), { kind: 'answered', result }))
      .then({ ...resolved, data: { ...resolved.data, by: 'answer', call: call(200) } });
    const answered = { ...resolved, data: { ...resolved.data, by: 'answer' as const, call: call(200) } };
    expect(eventOf(given(raised, answered).state(), eventId)?.attempts).toEqual([{ ...call(200), error: null }]);
    expect(headOf(given(raised, taken, resolved).state())).toBeNull();
  });
  it('keeps a call whose result was posted before it was answered, and that result', () => {
    const error = 'Its result had been posted before this call was answered.';
    const late = { type: 'HostEventAttempted' as const, data: { ...attempted.data, httpStatus: 202, error, nextOn: null } };
    given(raised, resolved)
      .when(keepCall(subscriptionId, eventId, call(202), { kind: 'taken' }))
      .then(late);
    given(raised, resolved, late)
      .when(keepCall(subscriptionId, eventId, call(202), { kind: 'taken' }))
      .thenNothing();
    expect(eventOf(given(raised, resolved, late).state(), eventId)).toMatchObject({
      ...{ status: 'SUCCEEDED', nextOn: null, result },
      attempts: [{ ...call(202), error }],
    });
  });
  it('keeps the first of two calls at once', () => {
    given(raised, attempted)
      .when(keepCall(subscriptionId, eventId, call(202), { kind: 'taken' }))
      .thenNothing();
    given(raised, taken)
      .when(keepCall(subscriptionId, eventId, call(500), { kind: 'failed', error: 'late', nextOn: null }))
      .thenNothing();
  });
});

describe('a result', () => {
  const no: HostResult = { success: false, accountIdentifier: null, errorCode: 'MAX_USERS_REACHED', message: null };
  it('comes later, from the host or in its place', () => {
    given(raised, taken)
      .when(resolve(subscriptionId, eventId, 'result', result))
      .then(resolved);
    given(raised, attempted)
      .when(resolve(subscriptionId, eventId, 'operator', no))
      .then({ ...resolved, data: { ...resolved.data, by: 'operator', result: no } });
  });
  it('is quiet when it comes twice, and told when it is another one', () => {
    given(raised, taken, resolved)
      .when(resolve(subscriptionId, eventId, 'result', { ...result }))
      .thenNothing();
    given(raised, taken, resolved)
      .when(resolve(subscriptionId, eventId, 'result', no))
      .thenRefused('event.already-resolved');
    given(raised)
      .when(resolve(subscriptionId, 'no such', 'result', no))
      .thenNothing();
  });
  it('of a new order names the account', () =>
    given(raised, taken)
      .when(resolve(subscriptionId, eventId, 'operator', { ...result, accountIdentifier: null }))
      .thenRefused('event.account-identifier-required'));
});

describe('an interactive event', () => {
  const interactive = { ...raised, data: { ...raised.data, interactive: true } };
  it('is called by nobody, and waits for the host', () =>
    expect(eventOf(given(interactive).state(), eventId)).toMatchObject({ status: 'PENDING', nextOn: null }));
  it('is come back from once', () => {
    given(interactive).when(comeBack(subscriptionId, eventId)).then(returned);
    given(interactive, returned).when(comeBack(subscriptionId, eventId)).thenRefused('event.returned-already');
    given(raised).when(comeBack(subscriptionId, eventId)).thenNothing();
  });
});

it('a wish about a user is kept once', () => given().when(askSync(syncAsked.data)).then(syncAsked));
