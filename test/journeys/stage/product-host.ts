import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Account } from './client';
import { freePort } from './free-port';

const HOST = join(__dirname, '../../../examples/product-host/host.mjs');

/** The example product host in a process of its own, as a vendor would run it. */
export class ProductHost {
  private child: ChildProcess | null = null;
  output = '';

  private constructor(readonly url: string) {}

  static async reserve(): Promise<ProductHost> {
    return new ProductHost(`http://127.0.0.1:${await freePort()}`);
  }

  async start(marketplace: string, { clientId, clientSecret }: Account, more: Record<string, string> = {}): Promise<void> {
    const env = {
      PATH: process.env['PATH'],
      CAUSEWAY_URL: marketplace,
      CAUSEWAY_CLIENT_ID: clientId,
      CAUSEWAY_CLIENT_SECRET: clientSecret,
      OUTBOUND_CLIENT_ID: '123456',
      OUTBOUND_CLIENT_SECRET: 'S3cre1!',
      PORT: new URL(this.url).port,
      ...more,
    };
    const child = spawn(process.execPath, [HOST], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text: Buffer) => {
          this.output += text.toString();
          if (this.output.includes('listens')) resolve();
        });
      child.once('exit', () => reject(new Error(`The product host ended: ${this.output}`)));
    });
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null) return;
    child.removeAllListeners('exit');
    const end = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await end;
  }
}

/** A product host that does whatever the journey says: `answer` for each call, `form` for what is posted to `/form`, tokens for everybody. */
export class HostileHost {
  calls: { url: string; authorization: string | undefined; at: number }[] = [];
  tokens = 0;
  form: unknown = {};
  readonly posted: string[] = [];
  answer: (response: ServerResponse, eventUrl: string) => void = (response) => response.writeHead(500).end();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async listen(): Promise<HostileHost> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = new HostileHost(server, `http://127.0.0.1:${(server.address() as { port: number }).port}`);
    server.on('request', (request, response) => host.serve(request, response));
    return host;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { url = '', method, headers } = request;
    if (method === 'POST' && url === '/form') {
      let body = '';
      request.on('data', (piece) => (body += piece));
      request.on('end', () => {
        this.posted.push(body);
        json(response, this.form);
      });
    } else if (method === 'POST') {
      this.tokens++;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ access_token: `token-${this.tokens}`, expires_in: 600 }));
    } else {
      this.calls.push({ url, authorization: headers.authorization, at: Date.now() });
      this.answer(response, new URL(url, this.url).searchParams.get('eventUrl') ?? '');
    }
  }
}

export const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
