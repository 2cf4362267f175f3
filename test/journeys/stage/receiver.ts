import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from './client';

export type Received = Readonly<{ path: string; headers: IncomingHttpHeaders; raw: string; body: Wire; at: number }>;

/** A program that webhooks are sent to: keeps what it got, and answers 204, or whatever the journey says. */
export class Receiver {
  readonly received: Received[] = [];
  /** How to answer; 204 unless told. */
  answer: (response: ServerResponse, message: Received) => void = (response) => response.writeHead(204).end();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async listen(port = 0): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const receiver = new Receiver(server, `http://127.0.0.1:${(server.address() as { port: number }).port}`);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString();
      const message = { path: request.url ?? '', headers: request.headers, raw, body: raw === '' ? null : JSON.parse(raw), at: Date.now() };
      receiver.received.push(message);
      receiver.answer(response, message);
    });
    return receiver;
  }

  /** Waits until this many messages have come (all, or those that match). */
  async count(wanted: number, matches: (message: Received) => boolean = () => true, withinMs = 10_000): Promise<readonly Received[]> {
    const end = Date.now() + withinMs;
    for (;;) {
      const found = this.received.filter(matches);
      if (found.length >= wanted) return found;
      if (Date.now() > end) throw new Error(`Only ${found.length} of ${wanted} messages came.`);
      await sleep(10);
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
