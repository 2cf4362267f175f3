import type { Vault } from '@causeway/platform';
import { answerContext } from '../../message/answer-context';
import type { Attempt, DeliveryDocument } from './delivery-document';
import { type Standing, type State, stateOf } from './standing';

export type DeliveryShown = Readonly<{
  messageId: string;
  consumerCode: string;
  messageType: string;
  subject: string;
  tenantId: string;
  position: string;
  state: State;
  nextAttemptOn: string | null;
  replay: boolean;
}>;

export type AttemptShown = Readonly<{
  number: number;
  startedOn: string;
  status: number | null;
  durationMs: number;
  error: string | null;
  answer: string | null;
}>;

export const showDelivery = (document: DeliveryDocument, standing: Standing): DeliveryShown => {
  const state = stateOf(document, standing);
  return {
    messageId: document.messageId,
    consumerCode: document.consumerCode,
    messageType: document.messageType,
    subject: document.subject,
    tenantId: document.tenantId,
    position: String(document.position),
    state,
    // Only one that will be tried again has a time for it: what is held waits for something else.
    nextAttemptOn: state === 'failed' ? document.nextAttemptOn : null,
    replay: document.replay,
  };
};

type Reader = Readonly<{ isOperator: boolean }>;

/** What was answered; null for one that named a forgotten person, and for all but the operator when it came from a listed host. */
export const openAnswer = (
  { answer, sealedFor, listed }: Attempt,
  messageId: string,
  { isOperator }: Reader,
  vault: Pick<Vault, 'openFor'>,
): Promise<string | null> =>
  answer === null || sealedFor === null || (listed === true && !isOperator)
    ? Promise.resolve(null)
    : vault.openFor(sealedFor, answer, answerContext(messageId));

/** The attempts, with what was answered. */
export const showAttempts = (document: DeliveryDocument, reader: Reader, vault: Pick<Vault, 'openFor'>): Promise<AttemptShown[]> =>
  Promise.all(
    document.attempts.map(async (attempt) => {
      const { number, startedOn, status, durationMs, error } = attempt;
      return { number, startedOn, status, durationMs, error, answer: await openAnswer(attempt, document.messageId, reader, vault) };
    }),
  );
