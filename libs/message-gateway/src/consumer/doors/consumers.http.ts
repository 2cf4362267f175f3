import { Answer, type Asked, Called, type Caller, ListQuery, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListConsumers } from '../read/consumer-list';
import type { ConsumerAnswer, ConsumerShown } from '../read/consumer-shown';
import { GetConsumer } from '../read/one-consumer';
import { ChangeConsumer } from '../write/change-consumer';
import { RegisterConsumer } from '../write/register-consumer';
import { RemoveConsumer } from '../write/remove-consumer';
import { RotateSecret } from '../write/rotate-secret';
import { SteerConsumer } from '../write/steer-consumer';
import { TestConsumer } from '../write/test-consumer';
import { ConsumerBody, ConsumerChangeBody } from './consumer-bodies';

/** Who is told, and how (spec 25, *Consumers*). */
@ApiTags('gateway')
@Controller('api/v1/gateway/consumers')
export class ConsumersHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Scope('gateway')
  @ApiOperation({ summary: 'Register a consumer; the signing secret is shown in this answer only' })
  async register(@Request() asked: Asked, @Body() body: ConsumerBody): Promise<Answer> {
    const { shown, signingSecret, revision, position } = await this.commands.execute(new RegisterConsumer(asked, body));
    const secret = signingSecret === null ? {} : { signingSecret };
    const details = { revision, position, location: `/api/v1/gateway/consumers/${shown.consumerCode}` };
    return Answer.created(
      { ...shown, ...secret },
      signingSecret === null ? details : { ...details, secretOf: `consumer:${shown.consumerCode}` },
    );
  }

  @Get()
  @Scope('gateway', 'support')
  @Reads('consumer-list')
  @ApiOperation({ summary: "One's own consumers, by code; all of them for the operator's support" })
  list(@Called() caller: Caller, @Query() query: ListQuery): Promise<Page<ConsumerShown>> {
    return this.queries.execute(new ListConsumers(caller, query));
  }

  @Get(':consumerCode')
  @Scope('gateway', 'support')
  @ApiOperation({ summary: 'One consumer' })
  async one(@Called() caller: Caller, @Param('consumerCode') consumerCode: string): Promise<Answer> {
    const shown = await this.queries.execute(new GetConsumer(caller, consumerCode));
    return Answer.ok(shown, { revision: shown.revision });
  }

  @Patch(':consumerCode')
  @Scope('gateway')
  @ApiOperation({ summary: 'Change addresses, types, filter, security code or algorithm (JSON Merge Patch)' })
  async change(@Request() asked: Asked, @Param('consumerCode') consumerCode: string, @Body() body: ConsumerChangeBody): Promise<Answer> {
    return answer(await this.commands.execute(new ChangeConsumer(asked, consumerCode, body)));
  }

  @Delete(':consumerCode')
  @HttpCode(204)
  @Scope('gateway')
  @ApiOperation({ summary: 'Remove a consumer; its waiting deliveries end' })
  async remove(@Request() asked: Asked, @Param('consumerCode') consumerCode: string): Promise<Answer> {
    return Answer.nothing(await this.commands.execute(new RemoveConsumer(asked, consumerCode)));
  }

  @Post(':consumerCode/pause')
  @HttpCode(200)
  @Scope('gateway', 'support')
  @ApiOperation({ summary: 'Tell nothing until it is resumed; nothing is lost' })
  async pause(@Request() asked: Asked, @Param('consumerCode') consumerCode: string): Promise<Answer> {
    return answer(await this.commands.execute(new SteerConsumer(asked, consumerCode, 'pause')));
  }

  @Post(':consumerCode/resume')
  @HttpCode(200)
  @Scope('gateway', 'support')
  @ApiOperation({ summary: 'Go on after a pause, or after it was disabled' })
  async resume(@Request() asked: Asked, @Param('consumerCode') consumerCode: string): Promise<Answer> {
    return answer(await this.commands.execute(new SteerConsumer(asked, consumerCode, 'resume')));
  }

  @Post(':consumerCode/test')
  @HttpCode(202)
  @Scope('gateway')
  @ApiOperation({ summary: 'Send a sample; its delivery is seen under the messageId' })
  async test(@Request() asked: Asked, @Param('consumerCode') consumerCode: string): Promise<Answer> {
    const { position, ...sample } = await this.commands.execute(new TestConsumer(asked, consumerCode));
    return Answer.accepted(sample, { position, location: `/api/v1/gateway/deliveries/${sample.messageId}` });
  }

  @Post(':consumerCode/secrets')
  @HttpCode(201)
  @Scope('gateway')
  @ApiOperation({ summary: 'A new signing secret; the old one also signs for 24 hours' })
  async rotate(@Request() asked: Asked, @Param('consumerCode') consumerCode: string): Promise<Answer> {
    const { shown, signingSecret, formerUntil, revision, position } = await this.commands.execute(new RotateSecret(asked, consumerCode));
    return Answer.created(
      { consumerCode: shown.consumerCode, signingSecret, formerUntil },
      { revision, position, secretOf: `consumer:${shown.consumerCode}` },
    );
  }
}

const answer = ({ shown, revision, position }: ConsumerAnswer): Answer => Answer.ok(shown, { revision, position });
