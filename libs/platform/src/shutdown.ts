import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Overload } from './doors/overload';

type Closer = Readonly<{ name: string; close: () => unknown }>;

/** For requests in hand; what is left of the ten seconds of spec 05 is for the stores. */
const FOR_REQUESTS = 7_000;
const FOR_A_CLOSER = 3_000;
const FOR_ALL = 9_500;

/** A stop in order: no new requests, those in hand finished, then each part closed in the order in which it was registered. */
@Injectable()
export class Shutdown {
  private readonly logger = new Logger('shutdown');
  private readonly beginnings: (() => void)[] = [];
  private readonly closers: Closer[] = [];
  private readonly atTheEnd: Closer[] = [];
  private http: FastifyInstance | null = null;
  private stopped: Promise<void> | null = null;

  constructor(private readonly overload: Overload) {}

  serves(http: FastifyInstance): void {
    this.http = http;
  }

  /** Told when a stop begins: answers that would go on for ever end, so that nobody waits for them. */
  begins(end: () => void): void {
    this.beginnings.push(end);
  }

  /** Followers before stores: what is registered first is closed first. */
  closes(name: string, close: () => unknown): void {
    this.closers.push({ name, close });
  }

  /** After all others: what everybody else still needs while closing. */
  last(name: string, close: () => unknown): void {
    this.atTheEnd.push({ name, close });
  }

  /** Stops once, however often it is asked to. */
  stop(): Promise<void> {
    this.stopped ??= this.inOrder();
    return this.stopped;
  }

  /** SIGTERM and SIGINT stop the process, which ends with 0; further ones change nothing. */
  onSignals(exit: (code: number) => void = (code) => process.exit(code)): void {
    const stop = () => {
      const late = setTimeout(exit, FOR_ALL, 0);
      void this.stop().finally(() => {
        clearTimeout(late);
        exit(0);
      });
    };
    let asked = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (asked) return;
        asked = true;
        stop();
      });
  }

  private async inOrder(): Promise<void> {
    const server = this.http?.server;
    if (server?.listening) server.close();
    server?.closeIdleConnections();
    for (const end of this.beginnings) end();
    await this.overload.drain(FOR_REQUESTS);
    server?.closeAllConnections();
    this.overload.close();
    for (const closer of [...this.closers, ...this.atTheEnd]) await this.closeOne(closer);
  }

  private async closeOne({ name, close }: Closer): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name} did not close in time`)), FOR_A_CLOSER);
    });
    try {
      await Promise.race([Promise.resolve().then(close), late]);
    } catch (error) {
      this.logger.error(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
