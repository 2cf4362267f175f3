import type { EventStore } from '@causeway/event-sourcing';
import type { Vocabulary } from '@causeway/event-sourcing/model';
import { askedOfMessage, type DeliveryTold, type SubjectDeliveries } from '@causeway/message-gateway/published';
import { compare, type Entry, type Source, type TimelineItem } from '../entry';
import { itemOf } from '../items';

const GATEWAY = 'system:message-gateway';

/** Facts that were read for the same page: most messages tell of one of them, and need not look for their cause. */
export type Causes = Map<number, Known>;

type Parts = Readonly<{ store: EventStore; vocabulary: Vocabulary; causes: Causes; deliveries: SubjectDeliveries }>;

/**
 * Attempts, and what people asked (that one be given up, or sent again), where they were recorded; and what still waits,
 * right behind the fact that it tells of.
 */
export const deliverySource =
  ({ store, vocabulary, causes, deliveries }: Parts, subject: string, reader: Reader): Source =>
  async (after, limit) => {
    const told = (await deliveries.of(subject, reader)).filter((one) => concerns(one, reader));
    const cause = ({ of }: DeliveryTold): Cause => causes.get(of) ?? causeOf(of, store);
    return told
      .flatMap((one, i) => [...attemptsOf(one, i, cause), ...askedFor(one, i, store, vocabulary), ...waitingOf(one, i, cause)])
      .filter(({ key }) => compare(key, after) > 0)
      .sort((a, b) => compare(a.key, b.key))
      .slice(0, limit);
  };

type Reader = Readonly<{ isOperator: boolean; tid: string | null }>;

/** What a vendor was told about a shared thing, and what its program answered, is not its customer's to see. */
const concerns = ({ tenantId }: DeliveryTold, { isOperator, tid }: Reader): boolean =>
  isOperator || tenantId.toLowerCase() === tid?.toLowerCase();

type Known = Readonly<{ correlationId: string | null; causationId: string | null }>;
type Cause = Known | Promise<Known>;
type CauseOf = (told: DeliveryTold) => Cause;

const attemptsOf = (told: DeliveryTold, i: number, cause: CauseOf): Entry[] =>
  told.attempts.map((attempt) => ({
    key: [attempt.recordedAt, 1 + i] as const,
    item: () => {
      const [known, { answer }] = [cause(told), attempt];
      if (answer === null && !(known instanceof Promise)) return attemptItem(told, attempt, known, null);
      return Promise.all([known, answer?.() ?? null]).then(([why, said]) => attemptItem(told, attempt, why, said));
    },
  }));

type Attempt = DeliveryTold['attempts'][number];

const attemptItem = (told: DeliveryTold, attempt: Attempt, cause: Known, answer: string | null): TimelineItem => {
  const { number, recordedAt, startedOn: occurredOn, durationMs, status, error } = attempt;
  const { messageId, consumerCode, messageType: type, subject, replay } = told;
  const data = { messageId, consumerCode, number, status, durationMs, error, answer, replay };
  return { position: String(recordedAt), occurredOn, kind: 'delivery', type, subject, actor: GATEWAY, ...cause, data };
};

const askedFor = (told: DeliveryTold, i: number, store: EventStore, vocabulary: Vocabulary): Entry[] => {
  const { asked, messageId, consumerCode, messageType, subject } = told;
  if (asked === null) return [];
  const item = async () => {
    const [stored] = await store.read(asked.stream, { from: asked.revision, limit: 1 });
    const fact = vocabulary.current(stored!);
    return itemOf(fact, 'event', subject, { consumerCode, messageType, ...askedOfMessage(fact, messageId) });
  };
  return [{ key: [asked.position, 1 + i], item }];
};

const waitingOf = (told: DeliveryTold, i: number, cause: CauseOf): Entry[] => {
  if (told.waitsBecause === null) return [];
  const { messageId, consumerCode, state, nextAttemptOn, waitsBecause, replay } = told;
  return [
    {
      key: [told.of, 1 + i] as const,
      item: async () => ({
        position: String(told.of),
        occurredOn: told.occurredOn,
        kind: 'waiting' as const,
        type: told.messageType,
        subject: told.subject,
        actor: GATEWAY,
        ...(await cause(told)),
        data: { messageId, consumerCode, state, nextAttemptOn, why: waitsBecause, attempts: told.attempts.length, replay },
      }),
    },
  ];
};

/** The fact that the message tells of is its cause. */
const causeOf = async (of: number, store: EventStore): Promise<Known> => {
  const { facts } = await store.readAll({ after: of - 1, categories: [], limit: 1 });
  const [fact] = facts;
  return fact?.position === of
    ? { correlationId: fact.meta.correlationId, causationId: fact.id }
    : { correlationId: null, causationId: null };
};
