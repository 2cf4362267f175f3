import { Answer, type Asked, Called, type Caller, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DeliveryShown } from '../read/delivery-shown';
import { ListDeliveries } from '../read/list-deliveries';
import { type DeliveryDetails, GetDelivery } from '../read/one-delivery';
import { Redeliver } from '../write/redeliver';
import { Replay } from '../write/replay';
import { SkipDelivery } from '../write/skip-delivery';
import { DeliveriesQuery, DeliverySkipBody, ReplayBody } from './delivery-bodies';

/** What was told and what came of it (spec 25, *Seeing and redoing*). */
@ApiTags('gateway')
@Controller('api/v1/gateway')
export class DeliveriesHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('deliveries')
  @Scope('gateway', 'support')
  @Reads('deliveries', 'consumer-list')
  @ApiOperation({ summary: 'Deliveries, the newest first' })
  list(@Called() caller: Caller, @Query() query: DeliveriesQuery): Promise<Page<DeliveryShown>> {
    return this.queries.execute(new ListDeliveries(caller, query));
  }

  @Get('deliveries/:messageId')
  @Scope('gateway', 'support')
  @ApiOperation({ summary: 'One delivery with its attempts' })
  one(@Called() caller: Caller, @Param('messageId') messageId: string): Promise<DeliveryDetails> {
    return this.queries.execute(new GetDelivery(caller, messageId));
  }

  @Post('deliveries/:messageId/redeliver')
  @HttpCode(202)
  @Scope('gateway', 'support')
  @ApiOperation({ summary: 'Send it again; accepted, a failed or exhausted one counts as delivered' })
  async redeliver(@Request() asked: Asked, @Param('messageId') messageId: string): Promise<Answer> {
    const { position, ...body } = await this.commands.execute(new Redeliver(asked, messageId));
    return Answer.accepted(body, { position, location: `/api/v1/gateway/deliveries/${body.messageId}` });
  }

  @Post('deliveries/:messageId/skip')
  @HttpCode(200)
  @Scope('gateway', 'support')
  @ApiOperation({ summary: 'Give it up, so that the later ones of its subject go on' })
  async skip(@Request() asked: Asked, @Param('messageId') messageId: string, @Body() body: DeliverySkipBody): Promise<Answer> {
    const { shown, position } = await this.commands.execute(new SkipDelivery(asked, messageId, body.reason));
    return Answer.ok(shown, { position });
  }

  @Post('consumers/:consumerCode/replay')
  @HttpCode(202)
  @Scope('gateway', 'support')
  @ApiOperation({ summary: 'Tell once more what happened, or say what would be told' })
  async replay(@Request() asked: Asked, @Param('consumerCode') consumerCode: string, @Body() body: ReplayBody): Promise<Answer> {
    const { jobId, position } = await this.commands.execute(new Replay(asked, consumerCode, body));
    return Answer.accepted({ jobId }, { position, location: `/api/v1/jobs/${jobId}` });
  }
}
