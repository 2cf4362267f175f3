export type Keys = Readonly<{ clientId: string; clientSecret: string }>;

// biome-ignore lint/suspicious/noExplicitAny: the demo talks to the platform as any stranger would, over HTTP.
type Wire = any;

/** A program at the doors of the platform: a token and plain HTTP. */
export class Shop {
  private constructor(
    readonly url: string,
    private readonly token: string,
  ) {}

  static async enter(url: string, { clientId, clientSecret }: Keys, tid?: string): Promise<Shop> {
    const answer = await fetch(`${url}/connect/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(tid ? { tid } : {}) }).toString(),
    });
    if (!answer.ok) throw new Error(`The token endpoint answered ${answer.status}.`);
    return new Shop(url, ((await answer.json()) as { access_token: string }).access_token);
  }

  get(path: string): Promise<Wire> {
    return this.ask(path, { method: 'GET' }, null);
  }

  /** `unless`: this status means that the demo had come this far before. */
  post(path: string, body?: unknown, { unless = null }: { unless?: number | null } = {}): Promise<Wire> {
    const json = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return this.ask(path, { method: 'POST', ...json }, unless);
  }

  private async ask(
    path: string,
    init: { method: string; headers?: Record<string, string>; body?: string },
    unless: number | null,
  ): Promise<Wire> {
    const answer = await fetch(`${this.url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${this.token}` } });
    const text = await answer.text();
    if (!answer.ok && answer.status !== unless) throw new Error(`${init.method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    return text === '' ? null : JSON.parse(text);
  }
}
