import { EventStore, Leases, passes, Reactions, Views } from '@causeway/event-sourcing';
import { GatewayWork, GrpcDoor } from '@causeway/message-gateway';
import {
  AccessTokens,
  type Configuration,
  createHttpApp,
  listen,
  OPERATOR_TENANT,
  openVault,
  PortTaken,
  Readiness,
  SCOPES,
  Shutdown,
} from '@causeway/platform';
import { Jobs } from '@causeway/support';
import { EnsureOperatorAccount, type OperatorAccount } from '@causeway/tenancy';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { announceExamples, announceOperator, announcePlaces } from './announce';
import { AppModule } from './app.module';
import { Demo } from './demo/demo';
import { openStores, type Stores } from './stores';
import { untilItAnswers } from './waiting';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Starts the platform of this configuration; it then ends by a signal. Rejects with what a person must mend. */
export const startPlatform = async (configuration: Configuration): Promise<void> => {
  const stores = await openStores(configuration, say);
  try {
    const app = await createHttpApp(AppModule.forRoot(configuration, await openVault(configuration), stores), configuration);
    await run(app, configuration, stores);
  } catch (error) {
    await stores.close();
    throw error;
  }
};

/** What is asked for so may be asked for again. */
const patiently = <T>(work: () => Promise<T>): Promise<T> => untilItAnswers('event store', work, say, passes);

const run = async (app: NestFastifyApplication, configuration: Configuration, stores: Stores): Promise<void> => {
  const shutdown = app.get(Shutdown);
  shutdown.closes('work', () => stopWork(app));
  shutdown.last('stores', () => stores.close());
  shutdown.onSignals();

  await app.init();
  const wish = { clientId: configuration.operatorClientId, clientSecret: configuration.operatorClientSecret };
  const operator = await patiently(() => app.get(CommandBus).execute(new EnsureOperatorAccount(wish)));
  const toldOfOperator = announceOperator(operator);
  if (toldOfOperator) say(toldOfOperator);
  await startWork(app, configuration);
  await listen(app, configuration);
  say(announcePlaces(configuration));
  if (configuration.stage === 'development') await showAround(app, configuration, operator);
};

/** Followers of the log: here when this process is a worker, and only looked at when it serves requests alone. */
const startWork = async (app: NestFastifyApplication, { role }: Configuration): Promise<void> => {
  const [views, leases] = [app.get(Views), app.get(Leases)];
  const works = role !== 'api';
  const head = await patiently(() => app.get(EventStore).head());
  views.start(works ? leases : null);
  if (works) {
    app.get(Reactions).start(leases);
    app.get(Jobs).startWorking(leases);
  }
  // An agent may open its stream at any process: wherever it is, there it is told.
  void app.get(GatewayWork).startWorking(leases, { webhooks: works });
  await listenForAgents(app);
  // Ready means: everything that had happened when the process started can be read (spec 05).
  let caughtUp = false;
  app.get(Readiness).register({
    name: 'read models',
    ready: async () => {
      caughtUp ||= await views.reached(views.names(), head, 500);
      return caughtUp || 'being brought up to date';
    },
  });
  app.get(Readiness).register({
    name: 'event store',
    ready: () =>
      app
        .get(EventStore)
        .ping()
        .then(() => true),
  });
};

/** Agents with a gRPC stream. */
const listenForAgents = async (app: NestFastifyApplication): Promise<void> => {
  const door = app.get(GrpcDoor);
  try {
    await door.listen();
  } catch (error) {
    const { code, port } = error as { code?: string; port?: number };
    throw code === 'EADDRINUSE' ? new PortTaken(port ?? 0) : error;
  }
  app.get(Readiness).register({ name: 'gRPC', ready: async () => door.port !== null });
};

const stopWork = async (app: NestFastifyApplication): Promise<void> => {
  await app.get(GatewayWork).stop();
  await app.get(GrpcDoor).stop();
  await app.get(Leases).close();
  app.get(Views).stop();
  await app.close();
};

/** What the stage development shows besides: the demo at work, and lines to try the platform with. */
const showAround = async (app: NestFastifyApplication, configuration: Configuration, operator: OperatorAccount): Promise<void> => {
  const claims = {
    clientId: operator.clientId ?? OPERATOR_TENANT,
    account: { kind: 'operator' },
    tid: OPERATOR_TENANT,
    scopes: SCOPES,
  } as const;
  const token = await patiently(() => app.get(AccessTokens).issue(claims));
  const examples = (orderId: string | null) => say(announceExamples(configuration, token, orderId));
  if (!configuration.demo) return examples(null);

  const clientSecret = operator.generatedSecret ?? configuration.operatorClientSecret;
  const account = operator.clientId !== null && clientSecret !== null ? { clientId: operator.clientId, clientSecret } : null;
  const demo = new Demo({ url: loopback(configuration), dataDir: configuration.dataDir, operator: account, say });
  app.get(Shutdown).closes('demo', () => demo.stop());
  // The demo is a guest like any other: it comes in by HTTP, and when it fails the platform goes on.
  demo
    .start()
    .then(examples)
    .catch((error: Error) => say(`The demo did not get through: ${error.message}`));
};

const loopback = ({ host, port, tls }: Configuration): string =>
  `${tls ? 'https' : 'http'}://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
