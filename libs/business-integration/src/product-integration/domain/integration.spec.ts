import { specify } from '@causeway/event-sourcing/testing';
import {
  deleteIntegration,
  draftIntegration,
  generateClient,
  keepPing,
  link,
  publishIntegration,
  reviseIntegration,
  setSignOn,
  startTest,
  unlink,
} from './configuring';
import { clientIdOf, integrationOfClient } from './inbound-client';
import { integration, type KnownIntegration, statusOfTest, typeOf } from './integration';
import * as facts from './integration.examples';

const { given } = specify(integration);
const { drafted, signOnSet, clientGenerated, published, linked, testStarted, pinged, content } = facts;
const ready = [drafted, signOnSet, clientGenerated] as const;
const productId = linked.data.productId;
const nowhere = {
  createUrl: null,
  upgradeUrl: null,
  cancelUrl: null,
  notifyUrl: null,
  assignUrl: null,
  unassignUrl: null,
};

describe('an integration', () => {
  it('is drafted once', () => given().when(draftIntegration(drafted.data, content)).then(drafted));
  it('is revised without touching what is published', () => {
    given(drafted)
      .when(reviseIntegration(() => facts.revised.data.content))
      .then(facts.revised);
    given(drafted)
      .when(reviseIntegration((same) => ({ ...same })))
      .thenNothing();
    const state = given(...ready, published, facts.revised).state() as KnownIntegration;
    expect([state.content.name, state.published?.content.name]).toEqual(['Acme CRM', 'Acme CRM integration']);
  });
  it('has one sign-on configuration, and another kind takes its place', () => {
    given(drafted)
      .when(setSignOn('OPEN_ID_CONNECT', () => facts.openIdConnect, { update: false }))
      .then(signOnSet);
    given(drafted, signOnSet)
      .when(setSignOn('BOOKMARK', () => ({ kind: 'BOOKMARK', landingUrl: 'https://a.example' }), { update: true }))
      .thenRefused('integration.sign-on-missing');
    given(drafted, signOnSet)
      .when(setSignOn('BOOKMARK', () => ({ kind: 'BOOKMARK', landingUrl: 'https://a.example' }), { update: false }))
      .then({ type: 'IntegrationSignOnSet', data: { ...signOnSet.data, signOn: { kind: 'BOOKMARK', landingUrl: 'https://a.example' } } });
    given(...ready, published)
      .when(setSignOn('OPEN_ID_CONNECT', () => ({ ...facts.openIdConnect, clientCreationMethod: 'PER_ENVIRONMENT' }), { update: true }))
      .thenRefused('integration.client-creation-method-fixed');
  });
  it('keeps the method of its first publication, whatever was published in between', () => {
    const bookmark = {
      type: 'IntegrationSignOnSet' as const,
      data: { ...signOnSet.data, signOn: { kind: 'BOOKMARK' as const, landingUrl: 'https://a.example' } },
    };
    given(...ready, published, bookmark, published)
      .when(setSignOn('OPEN_ID_CONNECT', () => ({ ...facts.openIdConnect, clientCreationMethod: 'PER_ENVIRONMENT' }), { update: false }))
      .thenRefused('integration.client-creation-method-fixed');
    given(...ready, published, bookmark, published)
      .when(setSignOn('OPEN_ID_CONNECT', () => facts.openIdConnect, { update: false }))
      .then(signOnSet);
  });
  it('is added whole, and updated in what is said', () => {
    const formers: unknown[] = [];
    const make = (former: unknown) => {
      formers.push(former);
      return facts.openIdConnect;
    };
    for (const update of [false, true])
      given(drafted, signOnSet)
        .when(setSignOn('OPEN_ID_CONNECT', make, { update }))
        .thenNothing();
    expect(formers).toEqual([null, facts.openIdConnect]);
  });
  it('is of the type that its addresses make it', () => {
    expect(typeOf(content, null)).toBe('FULL_INTEGRATION');
    expect(typeOf({ ...content, notifyUrl: null }, null)).toBe('PARTIAL_INTEGRATION');
    expect(typeOf({ ...content, ...nowhere }, { kind: 'BOOKMARK', landingUrl: 'x' })).toBe('BOOKMARK_ONLY');
    expect(typeOf({ ...content, ...nowhere }, facts.openIdConnect)).toBe('PARTIAL_INTEGRATION');
  });
  it('is published when it has all that an order needs, and says what is missing', () => {
    given(...ready)
      .when(publishIntegration)
      .then(published);
    const errors = (pointers: string[]) => ({ errors: pointers.map((pointer) => expect.objectContaining({ pointer })) });
    given(drafted)
      .when(publishIntegration)
      .thenRefused('request.invalid', errors(['/signOn', '/inboundClient']));
    given({ ...drafted, data: { ...drafted.data, content: { ...content, cancelUrl: null } } }, signOnSet)
      .when(publishIntegration)
      .thenRefused('request.invalid', errors(['/cancelUrl', '/inboundClient']));
    given(
      { ...drafted, data: { ...drafted.data, content: { ...content, ...nowhere } } },
      { ...signOnSet, data: { ...signOnSet.data, signOn: { kind: 'BOOKMARK', landingUrl: 'x' } } },
    )
      .when(publishIntegration)
      .then({ ...published, data: { ...published.data, type: 'BOOKMARK_ONLY' } });
    given(...ready, published)
      .when(publishIntegration)
      .thenNothing();
  });
  it('names its snapshot by the revision that published it', () =>
    expect((given(...ready, published, facts.revised).state() as KnownIntegration).published).toMatchObject({
      revision: 3,
      type: 'FULL_INTEGRATION',
    }));
  it('generates clients; the former one ends a day later', () => {
    const { clientId, secretHash, formerEndOn } = clientGenerated.data;
    given(drafted)
      .when(generateClient(clientId, secretHash, formerEndOn))
      .then(clientGenerated);
    const again = { ...clientGenerated, data: { ...clientGenerated.data, clientId: 'other' } };
    const { clients } = given(drafted, clientGenerated, again).state() as KnownIntegration;
    expect(clients.map(({ clientId, endsOn }) => [clientId, endsOn])).toEqual([
      ['other', null],
      [clientId, formerEndOn],
    ]);
  });
  it('names itself in the ids of its clients', () => {
    const id = clientIdOf(drafted.data.integrationId, 'abcdefghijk');
    expect(id).toMatch(/^[A-Za-z0-9_-]{30}$/);
    expect(integrationOfClient(id)).toBe(drafted.data.integrationId);
    for (const other of ['', 'x', `${id}x`, 'operator-first']) expect(integrationOfClient(other)).toBeNull();
  });
  it('is linked only when published, and not deleted while it is', () => {
    given(...ready)
      .when(link(productId))
      .thenRefused('integration.not-published');
    given(...ready, published)
      .when(link(productId))
      .then(linked);
    given(...ready, published, linked)
      .when(deleteIntegration)
      .thenRefused('integration.linked');
    given(...ready, published, linked)
      .when(unlink(productId))
      .then(facts.unlinked);
    given(...ready, published, linked, facts.unlinked)
      .when(deleteIntegration)
      .then(facts.deleted);
    given(drafted, facts.deleted)
      .when(reviseIntegration(() => facts.revised.data.content))
      .thenNothing();
  });
});

describe('a ping test', () => {
  const { testId } = testStarted.data;
  it('tests what can be tested', () => {
    given(drafted)
      .when(startTest(testId, 'WORKING', ['SUBSCRIPTION_ORDER']))
      .then(testStarted);
    given(drafted)
      .when(startTest(testId, 'PUBLISHED', ['SUBSCRIPTION_ORDER']))
      .thenRefused('integration.not-published');
    given({ ...drafted, data: { ...drafted.data, content: { ...content, notifyUrl: null } } })
      .when(startTest(testId, 'WORKING', ['SUBSCRIPTION_NOTICE', 'USER_UPDATED']))
      .thenRefused('integration.ping-refused', {
        errors: [
          { pointer: '/input/eventTypes/0', message: 'has no URL in this version' },
          { pointer: '/input/eventTypes/1', message: 'cannot be tested by a ping' },
        ],
      });
    given(drafted)
      .when(startTest(testId, 'WORKING', []))
      .thenRefused('integration.ping-refused');
  });
  it('is one at a time, and its last answer ends it', () => {
    given(drafted, testStarted)
      .when(startTest('another', 'WORKING', ['SUBSCRIPTION_ORDER']))
      .thenRefused('integration.test-running');
    given(drafted, testStarted).when(keepPing(testId, pinged.data.result)).then(pinged);
    given(drafted, testStarted).when(keepPing('another', pinged.data.result)).thenNothing();
    const running = (given(drafted, testStarted).state() as KnownIntegration).lastTest!;
    const over = (given(drafted, testStarted, pinged).state() as KnownIntegration).lastTest!;
    expect([statusOfTest(running), running.finishedOn, statusOfTest(over)]).toEqual(['RUNNING', null, 'FAILED']);
    expect(over.finishedOn).not.toBeNull();
  });
});
