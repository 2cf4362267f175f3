import { Views } from '@causeway/event-sourcing';
import { Vault } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { type DeliveryTold, SubjectDeliveries } from '../../published';
import { deliveries } from './deliveries';
import type { DeliveryDocument } from './delivery-document';
import { openAnswer } from './delivery-shown';
import { type Standing, Standings, stateOf } from './standing';

/** Everything that was told about one subject, by the index that the list of deliveries has for it. */
@Injectable()
export class SubjectDeliveriesByView extends SubjectDeliveries {
  constructor(
    private readonly views: Views,
    private readonly standings: Standings,
    private readonly vault: Vault,
  ) {
    super();
  }

  async of(subject: string, reader: Readonly<{ isOperator: boolean }>): Promise<readonly DeliveryTold[]> {
    const found = (await this.views
      .model(deliveries)
      .find({ subject })
      .sort({ position: 1, _id: 1 })
      .lean()) as unknown as DeliveryDocument[];
    if (found.length === 0) return [];
    const standing = await this.standings.of([...new Set(found.map(({ consumer }) => consumer))]);
    return found.map((document) => this.told(document, standing, reader));
  }

  private told(document: DeliveryDocument, standing: Standing, reader: Readonly<{ isOperator: boolean }>): DeliveryTold {
    const { messageId, consumerCode, messageType, subject, tenantId, position: of, occurredOn, replay, nextAttemptOn } = document;
    const state = stateOf(document, standing);
    const attempts = document.attempts.map((attempt) => {
      const { number, startedOn, durationMs, status, error, recordedAt } = attempt;
      const answer = attempt.answer === null ? null : () => openAnswer(attempt, messageId, reader, this.vault);
      return { number, startedOn, durationMs, status, error, recordedAt, answer };
    });
    const waitsBecause = whyOf(state, document, standing);
    return {
      messageId,
      consumerCode,
      messageType,
      subject,
      tenantId,
      of,
      occurredOn,
      replay,
      state,
      nextAttemptOn: state === 'failed' ? nextAttemptOn : null,
      waitsBecause,
      asked: document.asked ?? null,
      attempts,
    };
  }
}

const whyOf = (
  state: ReturnType<typeof stateOf>,
  { lane, attempts, nextAttemptOn }: DeliveryDocument,
  { stopped }: Standing,
): string | null => {
  const last = attempts.at(-1);
  switch (state) {
    case 'delivered':
    case 'skipped':
      return null;
    case 'exhausted':
      return 'Every try of the schedule was used up; it holds its subject until it is redelivered or skipped.';
    case 'held':
      return stopped.has(lane)
        ? 'Its consumer is paused or disabled.'
        : 'An earlier message about the same subject has not been accepted yet.';
    case 'failed':
      return `The last try failed (${last?.error ?? last?.status ?? 'no answer'})${nextAttemptOn === null ? '' : `; it is tried again on ${nextAttemptOn}`}.`;
    case 'delivering':
      return 'It is being sent.';
    case 'scheduled':
      return 'It waits for its turn, or for its consumer to open a stream.';
  }
};
