// What a partner's program would be: an account, a tenant, plain HTTP.
export const tokenOf = async (url, { clientId, clientSecret }, target = {}) => {
  const reply = await request(`${url}/connect/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...target }).toString(),
  });
  if (reply.status !== 200) throw new Error(`No token: ${reply.status} ${reply.text}`);
  return reply.body.access_token;
};

/** Never waits for ever; `took` is in milliseconds. */
export const request = async (url, init = {}) => {
  const from = performance.now();
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(init.timeoutMs ?? 30_000), ...init });
  const text = await answer.text();
  const took = performance.now() - from;
  const json = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
  return { status: answer.status, headers: answer.headers, text, body: json ? JSON.parse(text) : text, took };
};

/** Tokens last ten minutes. */
const RENEWED_AFTER = 420_000;

/** A program that holds one account's token in one tenant, and takes a new one in time. */
export class Client {
  constructor(url, account, target = {}) {
    Object.assign(this, { url, account, target });
  }

  static async as(url, account, target) {
    const client = new Client(url, account, target);
    await client.renew();
    return client;
  }

  async renew() {
    this.token = await tokenOf(this.url, this.account, this.target);
    this.renewedAt = performance.now();
  }

  /** The same program at another process. */
  at(url) {
    return Object.assign(new Client(url, this.account, this.target), { token: this.token, renewedAt: this.renewedAt });
  }

  /** Many calls at once ask for one token. */
  async inTime() {
    if (performance.now() - this.renewedAt < RENEWED_AFTER) return;
    this.renewal ??= this.renew().finally(() => {
      this.renewal = null;
    });
    await this.renewal;
  }

  async call(method, path, body, { headers = {}, timeoutMs } = {}) {
    await this.inTime();
    return request(`${this.url}${path}`, {
      method,
      timeoutMs,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
  get = (path, extra) => this.call('GET', path, undefined, extra);
  post = (path, body, extra) => this.call('POST', path, body, extra);
  put = (path, body, extra) => this.call('PUT', path, body, extra);
  patch = (path, body, extra) => this.call('PATCH', path, body, extra);
  delete = (path, extra) => this.call('DELETE', path, undefined, extra);
}

/** The body of an answer that must be a success. */
export const made = async (reply) => {
  const { status, text, body } = await reply;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body;
};

/** Every item of a list, page by page. */
export const allOf = async (client, path, options = {}) => {
  const items = [];
  for (let cursor = ''; ; ) {
    const page = await made(
      client.get(`${path}${path.includes('?') ? '&' : '?'}limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, options),
    );
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
};
