import { createHash } from 'node:crypto';
import { recorded } from '@causeway/event-sourcing/testing';
import { orderForm } from '../../product-integration/domain/order-form';
import type { KnownSubscription } from '../../subscription/domain/subscription';
import type { SubscriptionEvent } from '../../subscription/domain/subscription.events';
import * as facts from '../../subscription/domain/subscription.examples';
import { addressed } from './addresses';
import { eventToken, readEventToken } from './event-token';
import { followingFrom } from './following';
import { resultOf, resultOfXml } from './host-answer';

describe('an answer', () => {
  const yes = { success: true, accountIdentifier: 'crm-1', errorCode: null, message: 'Hi' };
  it('says it with a boolean or a word', () => {
    for (const success of [true, 'true', ' TRUE '])
      expect(resultOf({ success, accountIdentifier: 'crm-1', message: 'Hi', errorCode: 'NOT_FOUND' })).toEqual(yes);
    expect(resultOf({ success: 'false', errorCode: 'NOT_FOUND' })).toMatchObject({ success: false, errorCode: 'NOT_FOUND' });
    expect(resultOf({ success: false, errorCode: 'OUT_OF_COFFEE' })).toMatchObject({ errorCode: 'UNKNOWN_ERROR' });
    expect(resultOf({ success: true, accountIdentifier: 7 })).toMatchObject({ accountIdentifier: '7' });
  });
  it.each([
    null,
    'yes',
    [],
    {},
    { success: 1 },
    { success: 'yes' },
    { success: true, accountIdentifier: {} },
    { success: true, message: 'x'.repeat(2001) },
    { success: false, errorCode: 5 },
  ])('does not say it as %j', (body) => expect(resultOf(body)).toBeNull());
  it('may be XML of four flat elements', () => {
    const xml =
      '<?xml version="1.0"?><result><success>true</success><accountIdentifier>crm-1</accountIdentifier><message>Hi</message></result>';
    expect(resultOfXml(xml)).toEqual(yes);
    expect(resultOfXml('<result><success>false</success><message>a &lt; b &#38; &#x41; &nbsp;</message></result>')).toMatchObject({
      message: 'a < b & A &nbsp;',
    });
    for (const none of [
      '<html><success>true</success></html>',
      '<!DOCTYPE r [<!ENTITY a "b">]><result><success>true</success></result>',
      'x',
      '<result/>',
    ])
      expect(resultOfXml(none)).toBeNull();
  });
});

describe('an address', () => {
  const encoded = 'https%3A%2F%2Fm%2Fe%2F1';
  it.each([
    ['https://a/n', `https://a/n?eventUrl=${encoded}`],
    ['https://a/n?x=1', `https://a/n?x=1&eventUrl=${encoded}`],
    ['https://a/n?u={eventUrl}&x=1', `https://a/n?u=${encoded}&x=1`],
    ['https://a/n#top', `https://a/n?eventUrl=${encoded}#top`],
  ])('%s is called as %s', (url, called) => expect(addressed(url, 'https://m/e/1')).toBe(called));
});

describe('a token', () => {
  const named = { subscriptionId: '0193a1b2-0000-7000-8000-000000000005', eventId: '0193a1b2-0000-8000-8000-000000000030' };
  const seal = (bytes: Buffer) => createHash('sha256').update('key').update(bytes).digest();
  const same = (a: Buffer, b: Buffer) => a.equals(b);
  it('names its event to us alone', () => {
    const token = eventToken(named, seal);
    expect(token).toMatch(/^[A-Za-z0-9_-]{64}$/);
    expect(readEventToken(token, seal, same)).toEqual(named);
    for (const forged of [
      '',
      'dummyOrder',
      `${token}x`,
      token.slice(1),
      `B${token.slice(1)}`,
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    ])
      expect(readEventToken(forged, seal, same)).toBeNull();
  });
});

describe('what a change of a subscription has told besides', () => {
  const before = {
    status: 'ACTIVE',
    addons: [
      { code: 'mail', quantity: 2 },
      { code: 'sms', quantity: 1 },
    ],
  } as unknown as KnownSubscription;
  const told = (fact: SubscriptionEvent, was: object, is: object) =>
    followingFrom({ ...before, ...was }, recorded(fact)[0]!, { ...before, ...is } as KnownSubscription).map(({ type, label, about }) => [
      type,
      about.what === 'notice' ? about.notice : label,
    ]);
  it('of one that is suspended, reactivated, expired, closed', () => {
    expect(told(facts.suspended, {}, { status: 'SUSPENDED' })).toEqual([
      ['SUBSCRIPTION_NOTICE', 'DEACTIVATED'],
      ['SUBSCRIPTION_STATUS', 'status'],
    ]);
    expect(told(facts.reactivated, { status: 'SUSPENDED' }, {})).toEqual([
      ['SUBSCRIPTION_NOTICE', 'REACTIVATED'],
      ['SUBSCRIPTION_STATUS', 'status'],
    ]);
    const byTime = { ...facts.cancelled, data: { ...facts.cancelled.data, because: 'non-payment' as const } };
    expect(told(byTime, {}, { status: 'CANCELLED' })[0]).toEqual(['SUBSCRIPTION_NOTICE', 'CLOSED']);
    const byOrder = { ...facts.cancelled, data: { ...facts.cancelled.data, because: 'order' as const } };
    expect(told(byOrder, {}, { status: 'CANCELLED' })).toEqual([['SUBSCRIPTION_STATUS', 'status']]);
    expect(told(facts.converted, { status: 'FREE_TRIAL' }, {})).toEqual([['SUBSCRIPTION_STATUS', 'status']]);
  });
  it('of other add-ons', () => {
    const addons = [
      { code: 'mail', quantity: 3 },
      { code: 'fax', quantity: 1 },
    ];
    expect(told(facts.altered, {}, { addons })).toEqual([
      ['ADDON_CHANGE', 'addon:mail'],
      ['ADDON_ORDER', 'addon:fax'],
      ['ADDON_CANCEL', 'addon:sms'],
    ]);
  });
});

it("the integration's fields come first, and a name in both is the product's", () => {
  const field = (name: string, label: string) => ({ name, label, type: 'text' as const, required: false });
  expect(orderForm([field('a', 'own'), field('b', 'own')], [field('b', 'theirs'), field('c', 'theirs')])).toEqual([
    field('c', 'theirs'),
    field('a', 'own'),
    field('b', 'own'),
  ]);
});
