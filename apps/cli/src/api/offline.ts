import { EventStore, Leases, Views } from '@causeway/event-sourcing';
import {
  Authenticator,
  Caller,
  type Configuration,
  ConfigurationFault,
  createHttpApp,
  environment,
  OPERATOR_TENANT,
  readConfiguration,
  SCOPES,
} from '@causeway/platform';
import { Jobs, Looks } from '@causeway/support';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../server/src/app.module';
import { StoresRefused } from '../../../server/src/stores';
import { Ended, NOT_REACHABLE, WRONG_USAGE } from '../ended';
import type { Answer, Api, Asking } from './api';
import { type OpenStores, openForReading, openForWriting } from './offline-stores';

const VIEWS_WITHIN_MS = 60_000;

/** Whoever has the disk has everything: acts as the operator's support. */
const ON_THE_SPOT = new Caller('offline', { kind: 'operator' }, OPERATOR_TENANT, new Set(SCOPES));

/**
 * The platform's own doors on the stores themselves, without a network: the same questions get the same answers. Reading is
 * safe beside a running platform; for writing the data folder is held as a platform holds it. Nothing is delivered and no
 * policy runs.
 */
export class OfflineApi implements Api {
  readonly offline = true;

  private constructor(
    readonly place: string,
    private readonly app: NestFastifyApplication,
    private readonly stores: OpenStores,
  ) {}

  static async open(dataDir: string | null, writes: boolean): Promise<OfflineApi> {
    const configuration = configured(dataDir);
    const stores = await (writes ? openForWriting(configuration) : openForReading(configuration)).catch((error: unknown) => {
      throw error instanceof StoresRefused || (error as Error).name === 'StoreFileRefused'
        ? new Ended(NOT_REACHABLE, (error as Error).message)
        : error;
    });
    try {
      const app = await createHttpApp(AppModule.forRoot(configuration, stores.vault, stores), configuration);
      await begin(app, writes);
      return new OfflineApi(configuration.eventStore === 'embedded' ? configuration.dataDir : 'the stores', app, stores);
    } catch (error) {
      await stores.close();
      throw error;
    }
  }

  /** Waits until every view has seen the whole record. */
  async caughtUp(): Promise<boolean> {
    const views = this.app.get(Views);
    return views.reached(views.names(), await this.app.get(EventStore).head(), VIEWS_WITHIN_MS);
  }

  async request({ method, path, body, accept }: Asking): Promise<Answer> {
    const {
      statusCode,
      headers,
      body: text,
    } = await this.app.inject({
      method: method as 'GET',
      url: path,
      headers: { ...(accept === undefined ? {} : { accept }) },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return { status: statusCode, headers: headers as Record<string, string>, text };
  }

  lines(): null {
    return null;
  }

  async close(): Promise<void> {
    await this.app.get(Leases).close();
    this.app.get(Views).stop();
    await this.app.close().catch(() => undefined);
    await this.stores.close();
  }
}

const configured = (dataDir: string | null): Configuration => {
  const quiet = { CAUSEWAY_DEMO: 'false', CAUSEWAY_LOG_LEVEL: 'silent' };
  const { CAUSEWAY_ROLE: _, ...env } = environment();
  try {
    const named = dataDir === null ? {} : { CAUSEWAY_DATA_DIR: dataDir, CAUSEWAY_EVENT_STORE: 'embedded', CAUSEWAY_MONGO: 'embedded' };
    return readConfiguration({ ...env, ...quiet, ...named });
  } catch (error) {
    if (error instanceof ConfigurationFault) throw new Ended(WRONG_USAGE, error.message);
    throw error;
  }
};

const begin = async (app: NestFastifyApplication, writes: boolean): Promise<void> => {
  // Nobody comes in by the network here: who calls is who has the disk.
  Object.assign(app.get(Authenticator), { admit: async () => ON_THE_SPOT });
  if (!writes) app.get(Looks).withoutRecord();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const views = app.get(Views);
  const leases = app.get(Leases);
  views.start(writes ? leases : null);
  if (writes) app.get(Jobs).startWorking(leases);
  await views.reached(views.names(), 0, writes ? VIEWS_WITHIN_MS : 1_000);
};
