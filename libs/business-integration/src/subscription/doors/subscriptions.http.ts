import { Answer, type Asked, BooleanParameter, Called, type Caller, ListQuery, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { supportIsTheOperators } from '../../order/doors/orders.http';
import type { HistoryBody } from '../../order/read/get-order-history';
import { NotBlank, Optional } from '../../product/doors/product-rules';
import type { Written } from '../../written';
import { GetSubscription } from '../read/get-subscription';
import { GetSubscriptionHistory } from '../read/get-subscription-history';
import { ListSubscriptions } from '../read/list-subscriptions';
import type { SubscriptionBody } from '../read/subscription-body';
import { ReactivateSubscription } from '../write/reactivate-subscription';
import { SuspendSubscription } from '../write/suspend-subscription';

const STATUSES = ['INITIALIZED', 'FREE_TRIAL', 'FREE_TRIAL_EXPIRED', 'ACTIVE', 'SUSPENDED', 'FAILED', 'CANCELLED'] as const;

class SubscriptionsQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATUSES }) @Optional() @IsIn(STATUSES) status?: (typeof STATUSES)[number];
  @ApiPropertyOptional() @Optional() @IsString() @MaxLength(200) productId?: string;
  @ApiPropertyOptional({ default: false }) @Optional() @BooleanParameter() @IsBoolean() includeTesting?: boolean;
}

class SuspendBody {
  @ApiProperty({ maxLength: 4000, description: '`NON_PAYMENT` ends in a cancellation after the product’s suspensionGraceDays.' })
  @IsString()
  @NotBlank()
  @MaxLength(4000)
  reason!: string;
}

class ReactivateBody {
  @ApiPropertyOptional({ type: String, maxLength: 4000, nullable: true }) @IsOptional() @IsString() @MaxLength(4000) reason?: string | null;
}

/** Subscriptions (spec 20, *Subscription*). */
@ApiTags('subscriptions')
@Controller('api/v1/subscriptions')
export class SubscriptionsHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Scope('orders')
  @Reads('subscription-list')
  @ApiOperation({ summary: 'Subscriptions that you have or have sold, newest first' })
  list(@Called() caller: Caller, @Query() query: SubscriptionsQuery): Promise<Page<SubscriptionBody>> {
    return this.queries.execute(new ListSubscriptions(caller, query, query));
  }

  @Get(':id')
  @Scope('orders', 'support')
  @ApiOperation({ summary: 'One subscription' })
  async one(@Called() caller: Caller, @Param('id') subscriptionId: string): Promise<Answer> {
    supportIsTheOperators(caller);
    const shown = await this.queries.execute(new GetSubscription(caller, subscriptionId));
    return Answer.ok(shown, { revision: shown.revision });
  }

  @Get(':id/history')
  @Scope('orders', 'support')
  @ApiOperation({ summary: 'Every event of a subscription, with actor, cause and time' })
  history(@Called() caller: Caller, @Param('id') subscriptionId: string): Promise<HistoryBody> {
    supportIsTheOperators(caller);
    return this.queries.execute(new GetSubscriptionHistory(caller, subscriptionId));
  }

  @Post(':id/suspend')
  @HttpCode(200)
  @Scope('orders')
  @ApiOperation({ summary: 'The operator suspends' })
  async suspend(@Request() asked: Asked, @Param('id') subscriptionId: string, @Body() { reason }: SuspendBody): Promise<Answer> {
    return answer(await this.commands.execute(new SuspendSubscription(asked, subscriptionId, reason)));
  }

  @Post(':id/reactivate')
  @HttpCode(200)
  @Scope('orders')
  @ApiOperation({ summary: 'The operator lets it go on as what it was' })
  async reactivate(
    @Request() asked: Asked,
    @Param('id') subscriptionId: string,
    @Body() { reason = null }: ReactivateBody,
  ): Promise<Answer> {
    return answer(await this.commands.execute(new ReactivateSubscription(asked, subscriptionId, reason)));
  }
}

const answer = ({ body, revision, position }: Written<SubscriptionBody>): Answer => Answer.ok(body, { revision, position });
