import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Received = { path: string; headers: IncomingMessage['headers']; body: string; at: number };

/** A partner's server in a test: keeps what it got and answers as it is told. */
export class Receiver {
  readonly received: Received[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(public answer: (got: Received, response: ServerResponse) => void = (_, response) => response.writeHead(204).end()) {
    this.server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        const got = { path: request.url!, headers: request.headers, body: Buffer.concat(pieces).toString(), at: performance.now() };
        this.received.push(got);
        this.answer(got, response);
      });
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks?k=1`;
  }
  /** The payloads' own numbers, in the order in which they came. */
  get numbers(): number[] {
    return this.received.map(({ body }) => (JSON.parse(body) as { n: number }).n);
  }
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
