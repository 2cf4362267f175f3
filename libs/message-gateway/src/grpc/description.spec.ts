import { dirname, join } from 'node:path';
import { type ClientDuplexStream, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { compose } from '../testing/composed';

describe('the gRPC door, to strangers', () => {
  let world: Awaited<ReturnType<typeof compose>>;
  beforeEach(async () => {
    world = await compose({ grpc: true });
  });
  afterEach(() => world.end());

  it('is described by reflection and says that it is well, without a token', async () => {
    const { protoPath } = await import('grpc-health-check');
    const { grpc } = loadPackageDefinition(loadSync(protoPath)) as never as {
      grpc: {
        health: {
          v1: {
            Health: new (
              a: string,
              c: unknown,
            ) => { check(q: object, f: (e: unknown, r: { status: string | number }) => void): void; close(): void };
          };
        };
      };
    };
    const health = new grpc.health.v1.Health(`127.0.0.1:${world.door.port}`, credentials.createInsecure());
    const answer = await new Promise<{ status: string | number }>((done, fail) =>
      health.check({ service: 'causeway.gateway.v1.MessageGateway' }, (e, r) => (e ? fail(e) : done(r))),
    );
    expect(answer.status).toBe(1);
    health.close();

    const proto = join(dirname(require.resolve('@grpc/reflection/package.json')), 'build/proto/grpc/reflection/v1/reflection.proto');
    const reflected = loadPackageDefinition(loadSync(proto)) as never as {
      grpc: {
        reflection: {
          v1: {
            ServerReflection: new (
              a: string,
              c: unknown,
            ) => {
              ServerReflectionInfo(): ClientDuplexStream<object, { listServicesResponse: { service: { name: string }[] } }>;
              close(): void;
            };
          };
        };
      };
    };
    const reflection = new reflected.grpc.reflection.v1.ServerReflection(`127.0.0.1:${world.door.port}`, credentials.createInsecure());
    const asking = reflection.ServerReflectionInfo();
    asking.on('error', () => undefined);
    asking.write({ listServices: '' });
    const { listServicesResponse } = await new Promise<{ listServicesResponse: { service: { name: string }[] } }>((done) =>
      asking.on('data', done),
    );
    expect(listServicesResponse.service.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['causeway.gateway.v1.MessageGateway', 'grpc.health.v1.Health']),
    );
    asking.cancel();
    reflection.close();
  });
});
