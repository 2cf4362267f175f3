import { hear, type Patience, retryAfterOf } from '@causeway/platform/outgoing';
import type { Agent, Dispatcher } from 'undici';
import { AnswerText } from './answer';
import { reasonOf } from './reason-of';

/** How the other side answered, or why it did not. */
export type Posted = Readonly<{ status: number | null; error: string | null; answer: string | null; retryAfterMs: number | null }>;

export const isAccepted = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

export type Limits = Required<Patience>;
export const LIMITS: Limits = { totalMs: 15_000, bodyMs: 2_000 };

/**
 * One POST, never thrown. 15 s for all of it; once the status is there the rest of the answer gets two seconds, because the
 * status alone decides. What a hostile receiver can do is bounded: 64 KiB read, redirects not followed, gzip not inflated.
 */
export const post = async (agent: Agent, options: Dispatcher.DispatchOptions, limits: Limits = LIMITS): Promise<Posted> => {
  const text = new AnswerText();
  const { status, headers, error } = await hear(agent, options, limits, (piece) => text.take(piece));
  const retryAfterMs = status === 429 || status === 503 ? retryAfterOf(headers['retry-after'], Date.now()) : null;
  return { status, error: status === null ? reasonOf(error) : null, answer: text.text, retryAfterMs };
};
