import { Streams } from '@causeway/event-sourcing';
import { conflict, type Event, type History, streamOf, unknown, unprocessable } from '@causeway/event-sourcing/model';
import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import {
  Answer,
  AnyToken,
  Asked,
  BodyLimit,
  BooleanParameter,
  Called,
  Caller,
  ListQuery,
  Open,
  Reads,
  Request,
  Scope,
  TooMuch,
} from '../src';

/** The slow route answers when this is opened. */
export const gate = { opened: Promise.resolve(), open: () => {} };
export const shut = () => {
  gate.opened = new Promise((resolve) => {
    gate.open = resolve;
  });
};

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
export class NoteThingHandler implements ICommandHandler<NoteThing> {
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
export class ThingsHttp {
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
