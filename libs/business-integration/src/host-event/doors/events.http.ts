import { invalid } from '@causeway/event-sourcing/model';
import { Answer, type Asked, Called, type Caller, Open, Request, Scope, Takes } from '@causeway/platform';
import { Body, Controller, Get, Headers, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { GetHostEvent } from '../read/get-host-event';
import { resultFrom } from '../steps/result-body';
import { ComeBack } from '../write/come-back';
import { ResolveHostEvent } from '../write/resolve-host-event';
import { wantsXml, xmlOf } from './xml';

const RESULT = {
  schema: {
    type: 'object',
    required: ['success'],
    properties: {
      success: { oneOf: [{ type: 'boolean' }, { type: 'string', enum: ['true', 'false'] }] },
      accountIdentifier: { type: 'string', nullable: true },
      errorCode: { type: 'string', nullable: true },
      message: { type: 'string', nullable: true },
    },
  },
} as const;

/** Where a product host reads what it was told of, and says what came of it (spec 20, *Events to the product host*). */
@ApiTags('product hosts')
@Controller('api/integration/v1')
export class HostEventsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('events/:token')
  @Scope('integration')
  @ApiOperation({ summary: 'One event, as JSON or XML' })
  async one(
    @Called() caller: Caller,
    @Request() asked: Asked,
    @Param('token') token: string,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { document, defaultFormat } = await this.queries.execute(new GetHostEvent(caller, token, asked.act.at));
    const xml = wantsXml(accept, defaultFormat);
    await reply
      .headers({ 'content-type': `application/${xml ? 'xml' : 'json'}; charset=utf-8`, 'cache-control': 'no-store', vary: 'accept' })
      .send(xml ? xmlOf('event', document) : JSON.stringify(document));
  }

  @Post('events/:token/result')
  @Scope('integration')
  @Takes('application/json', 'application/xml', 'text/xml')
  @ApiBody(RESULT as never)
  @ApiOperation({ summary: 'What came of an event that was answered by 202' })
  async result(@Request() asked: Asked, @Param('token') token: string, @Body() body: unknown): Promise<Answer> {
    const result = resultFrom(body);
    if (result === null) throw invalid([{ pointer: '', message: 'must be {success, accountIdentifier, errorCode, message}' }]);
    const { eventId, status, position } = await this.commands.execute(new ResolveHostEvent(asked, token, result));
    return Answer.ok({ eventId, status }, { position });
  }

  @Get('returns/:token')
  @Open()
  @ApiOperation({ summary: 'Where the buyer comes back from the product host: a page, and no proof of anything' })
  async back(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const page = await this.commands.execute(new ComeBack(token));
    await reply
      .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'", 'cache-control': 'no-store' })
      .send(page);
  }
}
