import { type Dispatcher, request } from 'undici';

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
  dispatcher: Dispatcher,
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
    const answer = await request(url, { dispatcher, method, headers, body: body ?? null, signal });
    const { statusCode: status, headers: told } = answer;
    const contentType = String(told['content-type'] ?? '').toLowerCase();
    const read = await readUpTo(answer.body, MOST_READ);
    return ended({ status, contentType, body: read, retryAfterMs: retryAfter(told['retry-after']) });
  } catch (error) {
    return ended({ error: signal.aborted ? 'timeout' : reasonOf(error) });
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

const REASONS: Readonly<Record<string, string>> = {
  'address.refused': 'address.refused',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  UND_ERR_SOCKET: 'connection closed',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name not found',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

const reasonOf = (error: unknown): string => {
  const { code = '', errors } = error as { code?: string; errors?: readonly unknown[] };
  if (REASONS[code]) return REASONS[code];
  if (errors?.[0] !== undefined) return reasonOf(errors[0]);
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/.test(code)) return 'certificate not trusted';
  return code.startsWith('HPE_') ? 'answer not understood' : 'connection failed';
};
