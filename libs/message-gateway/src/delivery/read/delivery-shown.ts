import type { Caller, Vault } from '@causeway/platform';
import { answerContext } from '../../message/answer-context';
import type { DeliveryDocument } from './delivery-document';
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

export type AttemptShown = Readonly<{ number: number; startedOn: string; status: number | null; durationMs: number; error: string | null; answer: string | null }>;

export const showDelivery = (document: DeliveryDocument, standing: Standing): DeliveryShown => ({
  messageId: document.messageId,
  consumerCode: document.consumerCode,
  messageType: document.messageType,
  subject: document.subject,
  tenantId: document.tenantId,
  position: String(document.position),
  state: stateOf(document, standing),
  nextAttemptOn: document.nextAttemptOn,
  replay: document.replay,
});

/** The attempts, with what was answered; an answer that named a forgotten person is null, and one from a listed host is the operator's only. */
export const showAttempts = (document: DeliveryDocument, caller: Caller, vault: Pick<Vault, 'openFor'>): Promise<AttemptShown[]> =>
  Promise.all(
    document.attempts.map(async ({ number, startedOn, status, durationMs, error, answer, sealedFor, listed }) => {
      const hidden = answer === null || sealedFor === null || (listed === true && !caller.isOperator);
      const opened = hidden ? null : await vault.openFor(sealedFor, answer, answerContext(document.messageId));
      return { number, startedOn, status, durationMs, error, answer: opened };
    }),
  );
