import { Ended, NEEDS_A_PERSON, NOT_REACHABLE, UNKNOWN_SUBJECT, WRONG_USAGE } from '../ended';

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is shown as it is; its shapes are the REST answers'.
export type Wire = any;
export type Answer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; text: string }>;
export type Asking = Readonly<{ method: string; path: string; body?: unknown; accept?: string }>;

/** The REST interface: of a running platform over the network, or of the same program on the stores themselves. */
export interface Api {
  /** Where it is, for people. */
  readonly place: string;
  readonly offline: boolean;
  request(asking: Asking): Promise<Answer>;
  /** Lines of an answer that does not end; `null` where there is nobody to listen to. */
  lines(path: string, accept: string, signal: AbortSignal): AsyncIterable<string> | null;
  close(): Promise<void>;
}

/** The body of a good answer; everything else ends the command as page 60 says. */
export const ask = async (api: Api, path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}): Promise<Wire> => {
  const answer = await api.request({ method, path, ...(body === undefined ? {} : { body }) });
  if (answer.status < 300) return answer.text === '' ? null : JSON.parse(answer.text);
  throw refused(answer);
};

export const refused = ({ status, text }: Answer): Ended => {
  const problem = problemIn(text);
  const sentence = sentenceOf(problem) ?? `The platform answered ${status}.`;
  if (status === 404) return new Ended(UNKNOWN_SUBJECT, sentence);
  if (status === 400 || status === 413) return new Ended(WRONG_USAGE, sentence);
  if (status === 409 || status === 412 || status === 422) return new Ended(NEEDS_A_PERSON, sentence);
  return new Ended(NOT_REACHABLE, sentence);
};

/** Where to look next, where the platform cannot say it. */
const NEXT: Readonly<Record<string, string>> = { 'projection.unknown': 'Their names: causeway projections list' };

/** What is wrong with a request is said by its faults; that it has some goes without saying. */
const sentenceOf = ({ detail, code, errors = [] }: Problem): string | undefined => {
  if (errors.length > 0) return errors.map(({ pointer, message }) => `${pointer || 'body'} ${message}`).join('\n');
  if (detail === undefined) return undefined;
  return [`${detail}${code ? ` (${code})` : ''}`, code && NEXT[code]].filter(Boolean).join(' ');
};

type Problem = { detail?: string; code?: string; errors?: { pointer: string; message: string }[] };

const problemIn = (text: string): Problem => {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
};

/** The answers that a list is given in, one after the other. */
async function* answers(api: Api, path: string, size: number): AsyncGenerator<Wire> {
  for (let cursor: string | null = null; ; ) {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Wire = await ask(api, `${path}${path.includes('?') ? '&' : '?'}limit=${size}${more}`);
    yield page;
    cursor = page.nextCursor;
    if (cursor === null) return;
  }
}

/** The pages of a list, one after the other. */
export async function* pages(api: Api, path: string, size = 1000): AsyncGenerator<Wire[]> {
  for await (const { items } of answers(api, path, size)) yield items;
}

/** The first so many items of a list, and how many there are: `null` when that is not known exactly. */
export const first = async (api: Api, path: string, most: number): Promise<Readonly<{ items: Wire[]; total: number | null }>> => {
  const items: Wire[] = [];
  let total: number | null = null;
  for await (const page of answers(api, path, Math.min(1000, most))) {
    if (items.length === 0) total = page.totalCountExact === false ? null : page.totalCount;
    items.push(...page.items);
    if (page.nextCursor === null) total = items.length;
    if (items.length >= most) break;
  }
  return { items: items.slice(0, most), total };
};

/** At most so many items of a list. */
export const everything = async (api: Api, path: string, most = Number.POSITIVE_INFINITY): Promise<Wire[]> =>
  (await first(api, path, most)).items;

/** A query string of what is there. */
export const query = (wishes: Readonly<Record<string, string | number | boolean | undefined>>): string => {
  const given = Object.entries(wishes).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
};
