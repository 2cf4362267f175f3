import { StoreUnavailable, Streams } from '@causeway/event-sourcing';
import { Rejection } from '@causeway/event-sourcing/model';
import { Authenticator, type Caller, Configuration, Unauthenticated } from '@causeway/platform';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { Injectable } from '@nestjs/common';
import { HealthImplementation, protoPath as healthProto } from 'grpc-health-check';
import { consumerKey } from '../consumer/domain/consumer';
import { ownStreamFor } from '../consumer/whose';
import { type Call, type ConsumeMeans, Consuming, Ended } from './consume';
import { loadContract } from './contract';
import { StreamTable } from './stream-table';

const SERVICE = 'causeway.gateway.v1.MessageGateway';
const RECHECK_MS = 10_000;
const CLOSING_MS = 1_500;

/** The gRPC door: `Consume`, and beside it reflection and health, which need no token. */
@Injectable()
export class GrpcDoor {
  private server: Server | null = null;
  private readonly health = new HealthImplementation({ '': 'NOT_SERVING', [SERVICE]: 'NOT_SERVING' });
  private readonly consuming = new Set<Consuming>();
  /** Where it listens; null while it does not. */
  port: number | null = null;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly streams: Streams,
    private readonly configuration: Configuration,
    private readonly table: StreamTable,
  ) {}

  /** Rejects with `EADDRINUSE` when the port is taken. */
  async listen(): Promise<void> {
    const { host, grpcPort, tls } = this.configuration;
    const { definition, service } = loadContract();
    const server = new Server({
      'grpc.max_receive_message_length': 64 * 1024,
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 10_000,
    });
    server.addService(service, { Consume: (call: Call) => this.consume(call) });
    this.health.addToServer(server);
    new ReflectionService({ ...definition, ...loadSync(healthProto) }).addToServer(server);
    const credentials = tls
      ? ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }])
      : ServerCredentials.createInsecure();
    const address = `${host.includes(':') ? `[${host}]` : host}:${grpcPort}`;
    this.port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(address, credentials, (error, port) =>
        error
          ? reject(Object.assign(new Error(`Port ${grpcPort} is taken.`, { cause: error }), { code: 'EADDRINUSE', port: grpcPort }))
          : resolve(port),
      ),
    );
    this.server = server;
    for (const name of ['', SERVICE]) this.health.setStatus(name, 'SERVING');
  }

  /** Streams end with UNAVAILABLE: their clients open again, elsewhere. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    this.port = null;
    for (const name of ['', SERVICE]) this.health.setStatus(name, 'NOT_SERVING');
    for (const one of [...this.consuming]) one.end(new Ended(status.UNAVAILABLE, 'The platform is stopping.'));
    await Promise.race([
      new Promise<void>((done) => server.tryShutdown(() => done())),
      new Promise<void>((done) => setTimeout(done, CLOSING_MS).unref()),
    ]);
    server.forceShutdown();
  }

  private consume(call: Call): void {
    const means: ConsumeMeans = {
      table: this.table,
      source: this.configuration.publicUrl,
      admit: (authorization) => this.admit(authorization),
      consumerKey: (caller, code) => this.keyOf(caller, code),
      recheckMs: RECHECK_MS,
    };
    const one = new Consuming(call, means, () => this.consuming.delete(one));
    this.consuming.add(one);
  }

  private async admit(authorization: string | undefined): Promise<Caller> {
    try {
      const caller = await this.authenticator.caller(authorization, false);
      if (!caller.scopes.has('gateway')) throw new Ended(status.PERMISSION_DENIED, 'The stream takes tokens with the scope gateway.');
      return caller;
    } catch (error) {
      throw asEnded(error);
    }
  }

  private async keyOf(caller: Caller, consumerCode: string): Promise<string> {
    try {
      const stream = ownStreamFor(caller, consumerCode);
      const { state } = await this.streams.load(stream);
      if (state.status === 'none') throw new Ended(status.NOT_FOUND, 'There is no such consumer.');
      if (state.channel !== 'grpc') throw new Ended(status.FAILED_PRECONDITION, 'The consumer is told by webhooks.');
      return consumerKey(state.owner, state.consumerCode);
    } catch (error) {
      throw asEnded(error);
    }
  }
}

const asEnded = (error: unknown): unknown => {
  if (error instanceof Ended) return error;
  if (error instanceof Unauthenticated) return new Ended(status.UNAUTHENTICATED, error.message);
  if (error instanceof StoreUnavailable) return new Ended(status.UNAVAILABLE, 'The store is away for a moment.');
  if (error instanceof Rejection) return new Ended(error.kind === 'forbidden' ? status.PERMISSION_DENIED : status.NOT_FOUND, error.message);
  return error;
};
