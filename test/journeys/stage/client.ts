import { setTimeout as sleep } from 'node:timers/promises';

// biome-ignore lint/suspicious/noExplicitAny: what a stranger reads off the wire has no type.
export type Wire = any;
export type Reply = Readonly<{ status: number; headers: Headers; body: Wire }>;
export type Account = Readonly<{ clientId: string; clientSecret: string }>;
export type Extra = Readonly<{ headers?: Record<string, string>; body?: unknown }>;

/** What a partner's program would be: an account, a tenant, and plain HTTP. Knows nothing but the spec. */
export class Client {
  private constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  static async as(url: string, account: Account, target: { tid?: string; scope?: string } = {}): Promise<Client> {
    const { status, body } = await token(url, account, target);
    if (status !== 200) throw new Error(`No token: ${status} ${JSON.stringify(body)}`);
    return new Client(url, body.access_token);
  }

  get = (path: string, extra: Extra = {}) => this.call('GET', path, extra);
  post = (path: string, body?: unknown, extra: Extra = {}) => this.call('POST', path, { ...extra, body });
  put = (path: string, body: unknown, extra: Extra = {}) => this.call('PUT', path, { ...extra, body });
  patch = (path: string, body: unknown, extra: Extra = {}) => this.call('PATCH', path, { ...extra, body });
  delete = (path: string, extra: Extra = {}) => this.call('DELETE', path, extra);

  call(method: string, path: string, { headers = {}, body }: Extra): Promise<Reply> {
    return request(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
}

export const token = (url: string, { clientId, clientSecret }: Account, target: { tid?: string; scope?: string } = {}): Promise<Reply> =>
  request(`${url}/connect/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...target }).toString(),
  });

export const request = async (url: string, init: RequestInit = {}): Promise<Reply> => {
  const answer = await fetch(url, init);
  const text = await answer.text();
  const json = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: json && text !== '' ? JSON.parse(text) : text };
};

/** Asks again until the answer is as wanted; gives the last answer when it never is. */
export const eventually = async <T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, withinMs = 8000): Promise<T> => {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > end) return answer;
    await sleep(25);
  }
};
