import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Working } from '../idempotency/working';
import type { Asked } from './asked';
import type { Caller } from './caller';
import type { Trace } from './trace';

/** What the doors hang on each request. */
export type DoorRequest = FastifyRequest & {
  trace: Trace;
  caller?: Caller;
  /** Made when first asked for. */
  asked?: Asked;
  made?: Asked;
  rawBody?: Buffer;
  /** This request's turn on its Idempotency-Key. */
  working?: Working;
};

export type DoorReply = FastifyReply & {
  /** Whose secret the body shows (`AnswerDetails.secretOf`). */
  secretOf?: string;
};
