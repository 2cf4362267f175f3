import { Ended, NOT_REACHABLE } from '../ended';
import type { Answer, Api, Asking } from './api';
import type { Credentials } from './credentials';

/** A running platform, by a token of a service account. */
export class RemoteApi implements Api {
  readonly offline = false;

  private constructor(
    readonly place: string,
    private readonly credentials: Credentials,
    private token: string,
  ) {}

  static async connect(credentials: Credentials): Promise<RemoteApi> {
    const place = credentials.url.replace(/\/+$/, '');
    return new RemoteApi(place, credentials, await tokenFrom(place, credentials));
  }

  /** A token lasts ten minutes and some work longer: it is asked for again once it is refused. */
  async request(asking: Asking): Promise<Answer> {
    const answer = await this.send(asking);
    if (answer.status !== 401) return answer;
    this.token = await tokenFrom(this.place, this.credentials);
    return this.send(asking);
  }

  private async send({ method, path, body, accept }: Asking): Promise<Answer> {
    const answer = await reach(`${this.place}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(accept === undefined ? {} : { accept }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  }

  async *lines(path: string, accept: string, signal: AbortSignal): AsyncGenerator<string> {
    const answer = await reach(`${this.place}${path}`, { headers: { authorization: `Bearer ${this.token}`, accept }, signal });
    if (answer.status !== 200 || answer.body === null) {
      const { refused } = await import('./api.js');
      throw refused({ status: answer.status, headers: {}, text: await answer.text() });
    }
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = parts.pop() ?? '';
        yield* parts;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Ended(NOT_REACHABLE, `${this.place} went away.`);
    }
  }

  async close(): Promise<void> {}
}

const reach = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    throw new Ended(NOT_REACHABLE, `${new URL(url).origin} does not answer: ${cause?.code ?? cause?.message ?? message}`);
  }
};

const tokenFrom = async (place: string, { clientId, clientSecret }: Credentials): Promise<string> => {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  const answer = await reach(`${place}/connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  const body = (await answer.json().catch(() => ({}))) as { access_token?: string; error_description?: string };
  if (answer.status === 200 && body.access_token) return body.access_token;
  throw new Ended(NOT_REACHABLE, `${place} gives no token: ${body.error_description ?? `it answered ${answer.status}`}`);
};
