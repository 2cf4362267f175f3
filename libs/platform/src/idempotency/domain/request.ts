import type { History, Recorded } from '@causeway/event-sourcing/model';
import type { RequestEvent } from './request.events';

type Claim = Readonly<{ fingerprint: string; seed: string; at: string; instance: string; claimedOn: string }>;

export type KeptAnswer = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  sealed: readonly string[];
  owner: string | null;
  secret: boolean;
  answeredOn: string;
}>;

/** What is on the record of one Idempotency-Key of one caller. */
export type RequestState = Readonly<{ claim: Claim | null; parts: readonly string[]; answer: KeptAnswer | null }>;

export const requestHistory: History<RequestState, RequestEvent> = {
  category: 'request',
  version: 1,
  initial: { claim: null, parts: [], answer: null },
  evolve: (state, fact) => {
    switch (fact.type) {
      case 'RequestClaimed':
        return { claim: { ...fact.data, claimedOn: fact.occurredOn }, parts: [], answer: null };
      case 'RequestTakenOver':
        return { ...state, claim: state.claim && { ...state.claim, instance: fact.data.instance, claimedOn: fact.occurredOn } };
      case 'RequestAnswerPart':
        return { ...state, parts: [...state.parts, fact.data.sealed] };
      case 'RequestAnswered':
        return { ...state, parts: [], answer: answerOf(state, fact) };
    }
  },
};

/** Parts of an attempt that ended half way may be on the record too: the last ones count. */
const answerOf = (state: RequestState, { data, occurredOn }: Recorded<Extract<RequestEvent, { type: 'RequestAnswered' }>>): KeptAnswer => ({
  status: data.status,
  headers: data.headers,
  sealed: [...(data.parts === 0 ? [] : state.parts.slice(-data.parts)), data.sealed],
  owner: data.owner,
  secret: data.secret,
  answeredOn: occurredOn,
});
