import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStore, NoSnapshots, Streams } from '@causeway/event-sourcing';
import { forbidden, Vocabulary } from '@causeway/event-sourcing/model';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import { Global, Module } from '@nestjs/common';
import {
  Admission,
  Caller,
  type Configuration,
  type Credentials,
  createHttpApp,
  openVault,
  PlatformModule,
  ReadModels,
  readConfiguration,
  Shutdown,
  Unauthenticated,
} from '../src';
import { NoteThingHandler, ThingsHttp } from './things';

export { effects, gate, shut } from './things';

export const ACCOUNTS: Record<string, { secret: string; credentials: Credentials }> = {
  ada: {
    secret: 'engine secret',
    credentials: { clientId: 'ada', account: { kind: 'tenant', tenantId: 'acme' }, scopes: ['orders', 'support'] },
  },
  bob: { secret: 'bob-secret', credentials: { clientId: 'bob', account: { kind: 'tenant', tenantId: 'globex' }, scopes: ['orders'] } },
  app: {
    secret: 'app-secret',
    credentials: {
      clientId: 'app',
      account: { kind: 'application', applicationCode: 'acme.crm', vendorTenantId: 'acme' },
      scopes: ['data'],
    },
  },
  'odd+id': { secret: 'p%:ß', credentials: { clientId: 'odd+id', account: { kind: 'operator' }, scopes: ['orders'] } },
};

export const admission = { paused: new Set<string>(), closed: new Set<string>() };

class FakeAdmission extends Admission {
  async authenticate(clientId: string, secret: string) {
    const account = ACCOUNTS[clientId];
    return account?.secret === secret ? account.credentials : null;
  }
  async target({ account, scopes }: Credentials, tid: string | null) {
    if (account.kind === 'tenant') return tid === null || tid === account.tenantId ? { tid: account.tenantId, scopes } : null;
    return tid === null || tid === 'acme' ? { tid, scopes } : null;
  }
  async admit(caller: Caller, writes: boolean) {
    if (admission.closed.has(caller.tid ?? '')) throw new Unauthenticated('token.tenant-closed', 'The tenant is closed.');
    if (writes && admission.paused.has(caller.tid ?? '')) throw forbidden('tenant.paused', 'The tenant is paused.');
  }
}

export const views = { at: 0 };

class FakeReadModels extends ReadModels {
  async reached(_: readonly string[], position: number) {
    return views.at >= position;
  }
}

export type Tiny = {
  url: string;
  configuration: Configuration;
  store: EmbeddedEventStore;
  stop(): Promise<void>;
  token(who?: string, form?: string): Promise<string>;
  call: Call;
  app: Awaited<ReturnType<typeof createHttpApp>>;
};
export type Call = (
  method: string,
  path: string,
  options?: { token?: string | null; body?: unknown; raw?: string | Buffer; headers?: Record<string, string> },
) => Promise<{ status: number; headers: Headers; text: string; body: Record<string, never> & { [name: string]: unknown } }>;

export const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

/** A small platform on a real socket, with an embedded record; the same folder again is the same platform after a restart. */
type Start = {
  folder?: string;
  keep?: boolean;
  settings?: Record<string, string>;
  wrap?: (store: EventStore) => EventStore;
  listens?: boolean;
};

export const startTiny = async (start: Start = {}): Promise<Tiny> => {
  const {
    folder = mkdtempSync(join(tmpdir(), 'causeway-tiny-')),
    keep = false,
    settings = {},
    wrap = (store) => store,
    listens = true,
  } = start;
  const configuration = readConfiguration({
    CAUSEWAY_DATA_DIR: folder,
    CAUSEWAY_LOG_LEVEL: 'silent',
    CAUSEWAY_PUBLIC_URL: 'http://causeway.test',
    ...settings,
  });
  const store = await EmbeddedEventStore.open(join(folder, 'events.db'));
  const used = wrap(store);
  const streams = new Streams(used, new Vocabulary(), new NoSnapshots());

  @Global()
  @Module({
    providers: [
      { provide: EventStore, useValue: used },
      { provide: Streams, useValue: streams },
      { provide: Admission, useClass: FakeAdmission },
      { provide: ReadModels, useClass: FakeReadModels },
    ],
    exports: [EventStore, Streams, Admission, ReadModels],
  })
  class Kernel {}
  @Module({ controllers: [ThingsHttp], providers: [NoteThingHandler] })
  class Things {}
  @Module({ imports: [Kernel, PlatformModule.forRoot(configuration, await openVault(configuration)), Things] })
  class Tiny {}

  const app = await createHttpApp(Tiny, configuration);
  app.get(Shutdown).closes('store', () => store.close());
  if (listens) await app.listen(0, '127.0.0.1');
  const url = listens ? await app.getUrl() : '';

  const call: Call = async (method, path, { token, body, raw, headers = {} } = {}) => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: sent as never,
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
  };
  const token = async (who = 'ada', form = '') => {
    const { body } = await call('POST', '/connect/token', {
      raw: `grant_type=client_credentials${form}`,
      headers: {
        authorization: basic(who, encodeURIComponent(ACCOUNTS[who]!.secret)),
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    return body['access_token'] as unknown as string;
  };
  const stop = async () => {
    await app.get(Shutdown).stop();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  return { url, configuration, store, stop, token, call, app };
};

export const someKey = () => randomBytes(8).toString('hex');
