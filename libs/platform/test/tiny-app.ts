import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStore, NoSnapshots, Streams } from '@causeway/event-sourcing';
import {
  conflict,
  type Event,
  forbidden,
  type History,
  streamOf,
  unknown,
  unprocessable,
  Vocabulary,
} from '@causeway/event-sourcing/model';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import { Body, Controller, Get, Global, Module, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import {
  Admission,
  Answer,
  AnyToken,
  Asked,
  BodyLimit,
  BooleanParameter,
  Called,
  Caller,
  type Configuration,
  type Credentials,
  createHttpApp,
  ListQuery,
  Open,
  openVault,
  PlatformModule,
  ReadModels,
  Reads,
  Request,
  readConfiguration,
  Scope,
  Shutdown,
  TooMuch,
  Unauthenticated,
} from '../src';

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

/** The slow route answers when this is opened. */
export const gate = { opened: Promise.resolve(), open: () => {} };
export const shut = () => {
  gate.opened = new Promise((resolve) => {
    gate.open = resolve;
  });
};

class FakeReadModels extends ReadModels {
  async reached(_: readonly string[], position: number) {
    return views.at >= position;
  }
}

type Noted = Event<'ThingNoted', { name: string; secret: string }>;
const things: History<{ names: string[] }, Noted> = {
  category: 'thing',
  version: 1,
  initial: { names: [] },
  evolve: (state, fact) => ({ names: [...state.names, fact.data.name] }),
};

class Price {
  @ApiProperty() @IsInt() price!: number;
}
class Edition {
  @ApiProperty() @IsString() @MaxLength(5) code!: string;
  @ApiProperty() @ValidateNested() @Type(() => Price) pricing!: Price;
}
class ThingBody {
  @ApiProperty() @IsString() @MaxLength(200) name!: string;
  @ApiProperty() @IsOptional() @IsInt() quantity?: number;
  @ApiProperty({ type: [Edition] }) @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Edition) editions?: Edition[];
}
class ThingsQuery extends ListQuery {
  @IsOptional() @BooleanParameter() @IsBoolean() open?: boolean;
}

class NoteThing extends Command<Answer> {
  constructor(
    readonly asked: Asked,
    readonly body: ThingBody,
  ) {
    super();
  }
}

/** What the handler does when it is told to fail: set by tests, by the name of the thing. */
export const effects = { runs: 0, before: async (_name: string) => {}, after: async (_name: string) => {} };

@CommandHandler(NoteThing)
class NoteThingHandler implements ICommandHandler<NoteThing> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, body }: NoteThing): Promise<Answer> {
    effects.runs++;
    await effects.before(body.name);
    if (body.name === 'refused') throw unprocessable('thing.refused', 'No.');
    const id = asked.id('thing');
    const secret = asked.secret('thing');
    const outcome = await this.streams.transact(
      streamOf(things, asked.caller.tenantId, id),
      () => [{ type: 'ThingNoted' as const, data: { name: body.name, secret } }],
      asked.act,
    );
    await effects.after(body.name);
    const shown = body.name.startsWith('secret-of-') ? { secretOf: body.name.slice('secret-of-'.length) } : {};
    return Answer.created(
      { id, name: body.name, secret, at: asked.act.at },
      { revision: outcome.revision, position: outcome.position, location: `/api/v1/things/${id}`, ...shown },
    );
  }
}

@Controller('api/v1/things')
class ThingsHttp {
  constructor(private readonly bus: CommandBus) {}

  @Post() @Scope('orders') note(@Request() asked: Asked, @Body() body: ThingBody) {
    return this.bus.execute(new NoteThing(asked, body));
  }
  @Post('action') @Scope('orders') act(@Called() caller: Caller) {
    return { tenant: caller.tenantId };
  }
  @Get() @Scope('orders', 'data') @Reads('things') list(@Query() query: ThingsQuery) {
    return { ...query };
  }
  @Get('any') @AnyToken() any(@Called() caller: Caller) {
    return { clientId: caller.clientId, tid: caller.tid, scopes: [...caller.scopes] };
  }
  @Get('free') @Open() free() {
    return { free: true };
  }
  @Get('fault') @Open() fault() {
    throw new Error('the password is hunter2');
  }
  @Get('busy') @Open() busy() {
    throw new TooMuch(429, 'request.too-many', 'Slow down.', 7);
  }
  @Get('slow') @Open() async slow() {
    await gate.opened;
    return { slow: true };
  }
  @Put(':id') @Scope('orders') change(@Request() asked: Asked, @Body() body: ThingBody) {
    return Answer.ok({ name: body.name, ifMatch: asked.ifMatch }, { revision: 3, position: 9 });
  }
  @Patch(':id') @Scope('orders') patch(@Body() body: ThingBody) {
    return { name: body.name };
  }
  @Post('big') @Scope('orders') @BodyLimit(2 * 1024 * 1024) big(@Body() body: ThingBody) {
    return { length: body.name.length };
  }
  @Post('role') @Scope('orders') role(@Called() caller: Caller) {
    caller.operatorOnly();
  }
  @Get(':id') @Scope('orders') one(@Param('id') id: string) {
    if (id === 'taken') throw conflict('thing.taken', 'Taken.', { by: ['somebody'] });
    throw unknown('thing.unknown', 'There is no such thing.');
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
