import { conflict, type Decision, type History, streamOf, unknown, unprocessable } from '@causeway/event-sourcing/model';
import type { Channel, ConsumerEvent, ConsumerRegistered, Wishes } from './consumer.events';

export type Status = 'active' | 'paused' | 'disabled';

export type RegisteredConsumer = Wishes &
  Readonly<{
    status: Status;
    statusReason: string | null;
    /** How often this code was registered: each time has lanes of its own. */
    registration: number;
    consumerCode: string;
    owner: string;
    tenantId: string;
    channel: Channel;
    signingSecret: string | null;
    formerSecret: Readonly<{ signingSecret: string; until: string }> | null;
    createdOn: string;
    /** Position of its registration: it hears what comes after. */
    since: number;
    /** The last test that was asked for. */
    lastTest: string | null;
    /** Position of the last resume after it was disabled: its failures then start anew. 0: never. */
    revivedAt: number;
  }>;

export type Consumer = Readonly<{ status: 'none'; registration: number }> | RegisteredConsumer;

export const MASTER = 'master';

/** The name of a consumer's stream after the category: also the beginning of its lanes' names. */
export const consumerKey = (owner: string, consumerCode: string): string => `${owner.toLowerCase()}.${consumerCode.toLowerCase()}`;

export const consumer: History<Consumer, ConsumerEvent> = {
  category: 'consumer',
  version: 1,
  initial: { status: 'none', registration: 0 },
  evolve: (state, fact) => {
    if (fact.type === 'ConsumerRegistered')
      return {
        ...fact.data,
        status: 'active',
        statusReason: null,
        registration: state.registration + 1,
        formerSecret: null,
        createdOn: fact.occurredOn,
        since: fact.position,
        lastTest: null,
        revivedAt: 0,
      };
    if (state.status === 'none') return state;
    switch (fact.type) {
      case 'ConsumerChanged':
        return { ...state, ...fact.data };
      case 'ConsumerPaused':
        return { ...state, status: 'paused', statusReason: 'Paused by its owner.' };
      case 'ConsumerResumed':
        return {
          ...state,
          status: 'active',
          statusReason: null,
          revivedAt: fact.data.from === 'disabled' ? fact.position : state.revivedAt,
        };
      case 'ConsumerDisabled':
        return { ...state, status: 'disabled', statusReason: fact.data.reason };
      case 'SigningSecretRotated':
        return {
          ...state,
          signingSecret: fact.data.signingSecret,
          formerSecret: state.signingSecret === null ? null : { signingSecret: state.signingSecret, until: fact.data.formerUntil },
        };
      case 'ConsumerTested':
        return { ...state, lastTest: fact.data.testId };
      case 'ConsumerRemoved':
        return { status: 'none', registration: state.registration };
    }
  },
};

export const consumerStream = (owner: string, consumerCode: string) => streamOf(consumer, owner, consumerCode.toLowerCase());

type Decide = Decision<Consumer, ConsumerEvent>;

export const unknownConsumer = () => unknown('consumer.unknown', 'There is no such consumer.');

export const registered = (state: Consumer): RegisteredConsumer => {
  if (state.status === 'none') throw unknownConsumer();
  return state;
};

export const register =
  (data: ConsumerRegistered['data']): Decide =>
  (state) => {
    if (state.status !== 'none') throw conflict('consumer.duplicate', 'A consumer of this code is registered already.');
    return [{ type: 'ConsumerRegistered', data }];
  };

/** Sealed texts differ each time, so a security code that is given is always a change. */
export const change =
  (wishes: Partial<Wishes>): Decide =>
  (state) => {
    const now = registered(state);
    if (now.channel === 'grpc' && ((wishes.webhookUrl ?? null) !== null || (wishes.routes?.length ?? 0) > 0)) throw noAddress();
    const next = Object.entries(wishes).filter(
      ([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(now[key as keyof Wishes]),
    );
    return next.length === 0 ? [] : [{ type: 'ConsumerChanged', data: Object.fromEntries(next) }];
  };

export const noAddress = () => unprocessable('consumer.no-address', 'A consumer of the gRPC channel has no address.');

export const pause: Decide = (state) => (registered(state).status === 'active' ? [{ type: 'ConsumerPaused', data: {} }] : []);

export const resume: Decide = (state) => {
  const { status } = registered(state);
  return status === 'active' ? [] : [{ type: 'ConsumerResumed', data: { from: status } }];
};

/** `registration` and `since` say which failures it is about: one that was removed or resumed meanwhile is left alone. */
export const disable =
  ({ reason, registration, revivedAt }: { reason: string; registration: number; revivedAt: number }): Decide =>
  (state) => {
    if (state.status === 'none' || state.status === 'disabled' || state.registration !== registration || state.revivedAt !== revivedAt)
      return [];
    return [{ type: 'ConsumerDisabled', data: { consumerCode: state.consumerCode, reason } }];
  };

export const rotate =
  (signingSecret: string, formerUntil: string): Decide =>
  (state) => {
    const now = registered(state);
    if (now.signingSecret === signingSecret) return [];
    if (now.channel !== 'webhook')
      throw unprocessable('consumer.no-signature', 'Messages of the gRPC channel are not signed: the stream itself is authenticated.');
    return [{ type: 'SigningSecretRotated', data: { signingSecret, formerUntil } }];
  };

export const test =
  (testId: string): Decide =>
  (state) => {
    const { consumerCode, lastTest } = registered(state);
    return lastTest === testId ? [] : [{ type: 'ConsumerTested', data: { consumerCode, testId } }];
  };

export const remove: Decide = (state) => [{ type: 'ConsumerRemoved', data: { consumerCode: registered(state).consumerCode } }];

/** The name that its lanes share: another registration of the same code has other lanes. */
export const laneKey = (consumer: Pick<RegisteredConsumer, 'owner' | 'consumerCode' | 'registration'>): string =>
  `${consumerKey(consumer.owner, consumer.consumerCode)}~${consumer.registration}`;
