import { conflict, type Decision, invalid, unprocessable } from '@causeway/event-sourcing/model';
import { type Integration, type KnownIntegration, toldOfIntegration, typeOf } from './integration';
import type { IntegrationContent, IntegrationEvent, IntegrationTold, PingEventType, PingResult, SignOn } from './integration.events';

/** What a vendor does to its integration (spec 20, *Product integrations*). */
type Decide = Decision<Integration, IntegrationEvent>;

/** One that was deleted takes nothing more; the doors already call it unknown. */
const onLive =
  (decide: (now: KnownIntegration) => readonly IntegrationEvent[]): Decide =>
  (now) =>
    now.status === 'live' ? decide(now) : [];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const draftIntegration =
  (told: IntegrationTold, content: IntegrationContent): Decide =>
  (now) =>
    now.status === 'absent' ? [{ type: 'IntegrationDrafted', data: { ...toldOfIntegration(told), content } }] : [];

export const reviseIntegration = (change: (content: IntegrationContent) => IntegrationContent): Decide =>
  onLive((now) => {
    const content = change(now.content);
    return same(content, now.content) ? [] : [{ type: 'IntegrationRevised', data: { ...toldOfIntegration(now), content } }];
  });

/** Adds one, or puts it in the place of what is there, whole. An update is of the kind that is there: what it leaves out stays. */
export const setSignOn = (kind: SignOn['kind'], make: (former: SignOn | null) => SignOn, { update }: { update: boolean }): Decide =>
  onLive((now) => {
    const former = now.signOn?.kind === kind ? now.signOn : null;
    if (update && former === null)
      throw conflict('integration.sign-on-missing', 'There is no sign-on configuration of this kind to update; add one.');
    const signOn = make(update ? former : null);
    const method = now.clientCreationMethod;
    if (signOn.kind === 'OPEN_ID_CONNECT' && method !== null && signOn.clientCreationMethod !== method) {
      throw conflict('integration.client-creation-method-fixed', 'clientCreationMethod is fixed after the first publication.', {
        errors: [{ pointer: '/input/clientCreationMethod', message: `stays ${method}` }],
      });
    }
    return same(signOn, now.signOn) ? [] : [{ type: 'IntegrationSignOnSet', data: { ...toldOfIntegration(now), signOn } }];
  });

export const generateClient = (clientId: string, secretHash: string, formerEndOn: string): Decide =>
  onLive((now) =>
    now.clients.some((client) => client.clientId === clientId)
      ? []
      : [{ type: 'IntegrationClientGenerated', data: { ...toldOfIntegration(now), clientId, secretHash, formerEndOn } }],
  );

/** What is missing before the draft can be published; pointers are into the draft. */
export const missingFor = ({ content, signOn, clients }: KnownIntegration): readonly { pointer: string; message: string }[] => {
  const missing: { pointer: string; message: string }[] = [];
  if (signOn === null)
    missing.push({ pointer: '/signOn', message: 'A sign-on configuration is needed: OpenID Connect, SAML or bookmark.' });
  if (typeOf(content, signOn) === 'BOOKMARK_ONLY') return missing;
  for (const name of ['createUrl', 'cancelUrl'] as const)
    if (content[name] === null) missing.push({ pointer: `/${name}`, message: `${name} is needed.` });
  if (clients.length === 0) missing.push({ pointer: '/inboundClient', message: 'An inbound client must be generated first.' });
  return missing;
};

/** Publishing again replaces the snapshot; of a draft that is published as it stands, it is quiet. */
export const publishIntegration: Decide = onLive((now) => {
  const missing = missingFor(now);
  if (missing.length > 0) throw invalid(missing);
  const { published, content, signOn } = now;
  if (published !== null && same(published.content, content) && same(published.signOn, signOn)) return [];
  return [{ type: 'IntegrationPublished', data: { ...toldOfIntegration(now), type: typeOf(content, signOn) } }];
});

export const link = (productId: string): Decide =>
  onLive((now) => {
    if (now.published === null) throw conflict('integration.not-published', 'Only a published integration can be linked.');
    return now.products.includes(productId) ? [] : [{ type: 'IntegrationLinked', data: { ...toldOfIntegration(now), productId } }];
  });

export const unlink = (productId: string): Decide =>
  onLive((now) =>
    now.products.includes(productId) ? [{ type: 'IntegrationUnlinked', data: { ...toldOfIntegration(now), productId } }] : [],
  );

export const deleteIntegration: Decide = onLive((now) => {
  if (now.products.length > 0) throw conflict('integration.linked', 'It is linked to a product; unlink it first.');
  return [{ type: 'IntegrationDeleted', data: toldOfIntegration(now) }];
});

// ── ping tests ───────────────────────────────────────────────────────────────

const PING_URLS = {
  SUBSCRIPTION_ORDER: 'createUrl',
  SUBSCRIPTION_CHANGE: 'upgradeUrl',
  SUBSCRIPTION_CANCEL: 'cancelUrl',
  SUBSCRIPTION_NOTICE: 'notifyUrl',
  USER_ASSIGNMENT: 'assignUrl',
  USER_UNASSIGNMENT: 'unassignUrl',
} as const satisfies Record<PingEventType, keyof IntegrationContent>;

export const isPingType = (name: string): name is PingEventType => Object.hasOwn(PING_URLS, name);

/** One test at a time: a second one while the first runs is told so. */
export const startTest = (testId: string, version: 'WORKING' | 'PUBLISHED', eventTypes: readonly string[]): Decide =>
  onLive((now) => {
    if (now.lastTest?.testId === testId) return [];
    if (now.lastTest !== null && now.lastTest.finishedOn === null)
      throw conflict('integration.test-running', 'A ping test is running; its results are in lastTest.');
    const content = version === 'WORKING' ? now.content : now.published?.content;
    if (content === undefined) throw conflict('integration.not-published', 'It has no published version to test.');
    const faults: { pointer: string; message: string }[] = [];
    const pings = [...new Set(eventTypes)].flatMap((eventType) => {
      const pointer = `/input/eventTypes/${eventTypes.indexOf(eventType)}`;
      const url = isPingType(eventType) ? content[PING_URLS[eventType]] : null;
      if (isPingType(eventType) && url !== null) return [{ eventType, url }];
      faults.push({ pointer, message: isPingType(eventType) ? 'has no URL in this version' : 'cannot be tested by a ping' });
      return [];
    });
    if (eventTypes.length === 0) faults.push({ pointer: '/input/eventTypes', message: 'must name at least one type of event' });
    if (faults.length > 0) throw unprocessable('integration.ping-refused', 'Not all of these can be tested.', { errors: faults });
    return [{ type: 'IntegrationTestStarted', data: { ...toldOfIntegration(now), testId, version, pings } }];
  });

export const keepPing = (testId: string, result: PingResult): Decide =>
  onLive((now) => {
    const ping = now.lastTest?.testId === testId ? now.lastTest.pings.find(({ eventType }) => eventType === result.eventType) : undefined;
    if (ping === undefined || ping.result !== null) return [];
    return [{ type: 'IntegrationPinged', data: { ...toldOfIntegration(now), testId, result } }];
  });
