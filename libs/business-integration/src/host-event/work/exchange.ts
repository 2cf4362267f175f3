import { hear, retryAfterOf } from '@causeway/platform/outgoing';
import type { OutgoingCalls } from '../../ports/outgoing-calls';

/** How somebody whom we called answered, or in words that name no address why not. */
export type Exchange = Readonly<{
  status: number | null;
  error: string | null;
  contentType: string;
  /** At most 64 KiB; null when it was longer. */
  body: string | null;
  retryAfterMs: number | null;
  durationMs: number;
}>;

export type Ask = Readonly<{ url: string; method: 'GET' | 'POST'; headers: Record<string, string>; body?: string }>;

export const PATIENCE_MS = 5_000;
const MOST_READ = 64 * 1024;

/** One call, never thrown: five seconds for all of it, 64 KiB read, nothing unpacked, no redirect followed. */
export const exchange = async (
  calls: Pick<OutgoingCalls, 'dispatcher' | 'reasonOf'>,
  { url, method, headers, body }: Ask,
  patienceMs = PATIENCE_MS,
): Promise<Exchange> => {
  if (!URL.canParse(url)) return nothing('no address', 0);
  const begun = performance.now();
  const pieces: Buffer[] = [];
  let read = 0;
  const take = (piece: Buffer): boolean => {
    pieces.push(piece);
    read += piece.length;
    return read <= MOST_READ;
  };
  const { origin, pathname, search } = new URL(url);
  const options = { origin, path: `${pathname}${search}`, method, headers, body: body ?? null };
  const answer = await hear(calls.dispatcher(), options, { totalMs: patienceMs }, take);
  const durationMs = Math.round(performance.now() - begun);
  if (answer.error !== null) return nothing(calls.reasonOf(answer.error), durationMs);
  const { 'content-type': contentType = '', 'retry-after': after } = answer.headers;
  return {
    status: answer.status,
    error: null,
    contentType: String(contentType).toLowerCase(),
    body: answer.whole ? Buffer.concat(pieces).toString('utf8') : null,
    retryAfterMs: retryAfterOf(after, Date.now()),
    durationMs,
  };
};

const nothing = (error: string, durationMs: number): Exchange => ({
  ...{ status: null, error, contentType: '', body: null, retryAfterMs: null, durationMs },
});
