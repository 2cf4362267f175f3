import { type Dispatcher, request } from 'undici';
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
  const begun = performance.now();
  const ended = (what: Partial<Exchange>): Exchange => ({
    ...{ status: null, error: null, contentType: '', body: null, retryAfterMs: null },
    ...what,
    durationMs: Math.round(performance.now() - begun),
  });
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const answer = await request(url, { dispatcher: calls.dispatcher(), method, headers, body: body ?? null, signal });
    const { statusCode: status, headers: told } = answer;
    const contentType = String(told['content-type'] ?? '').toLowerCase();
    const read = await readUpTo(answer.body, MOST_READ);
    return ended({ status, contentType, body: read, retryAfterMs: retryAfter(told['retry-after']) });
  } catch (error) {
    return ended({ error: signal.aborted ? 'timeout' : calls.reasonOf(error) });
  }
};

const readUpTo = async (body: Dispatcher.ResponseData['body'], most: number): Promise<string | null> => {
  const pieces: Buffer[] = [];
  let read = 0;
  for await (const piece of body) {
    read += (piece as Buffer).length;
    if (read > most) {
      body.destroy();
      return null;
    }
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString('utf8');
};

const retryAfter = (header: string | string[] | undefined): number | null =>
  typeof header === 'string' && /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : null;
