import { Answer, type Asked, Request, Scope } from '@causeway/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { WithdrawOrder } from '../../order/write/withdraw-order';
import { CancelSubscription } from '../../subscription/write/cancel-subscription';
import { ChangeSubscription } from '../../subscription/write/change-subscription';
import { ConvertSubscription } from '../../subscription/write/convert-subscription';
import type { Written } from '../../written';
import { PlaceOrder } from '../write/place-order';
import { type ChosenBody, PurchaseBody, SubscriptionCancelBody, SubscriptionChangeBody } from './storefront-bodies';

/** What customers do (spec 20, *Products and the storefront*). */
@ApiTags('storefront')
@Controller('api/v1/storefront')
export class StorefrontHttp {
  constructor(private readonly commands: CommandBus) {}

  @Post('orders')
  @Scope('storefront')
  @ApiOperation({ summary: 'Buy' })
  async buy(@Request() asked: Asked, @Body() { productId, edition, paymentFrequency, ...rest }: PurchaseBody): Promise<Answer> {
    const { quantity = 1, trial = false, answers = {} } = rest;
    const wish = { productId, edition, paymentFrequency, quantity, trial, answers, addons: chosen(rest.addons ?? []) };
    return ordered(await this.commands.execute(new PlaceOrder(asked, wish)));
  }

  @Post('orders/:id/withdraw')
  @HttpCode(200)
  @Scope('storefront')
  @ApiOperation({ summary: 'Take an order back that its vendor has not looked at yet' })
  async withdraw(@Request() asked: Asked, @Param('id') orderId: string): Promise<Answer> {
    return answer(await this.commands.execute(new WithdrawOrder(asked, orderId)));
  }

  @Post('subscriptions/:id/change')
  @Scope('storefront')
  @ApiOperation({ summary: 'Order another edition, quantity, add-ons, payment frequency or configuration' })
  async change(
    @Request() asked: Asked,
    @Param('id') subscriptionId: string,
    @Body() { addons, ...rest }: SubscriptionChangeBody,
  ): Promise<Answer> {
    const wish = { ...said(rest), ...(addons === undefined ? {} : { addons: chosen(addons) }) };
    return ordered(await this.commands.execute(new ChangeSubscription(asked, subscriptionId, wish)));
  }

  @Post('subscriptions/:id/cancel')
  @Scope('storefront')
  @ApiOperation({ summary: 'Order the end of a subscription' })
  async cancel(
    @Request() asked: Asked,
    @Param('id') subscriptionId: string,
    @Body() { reason = null }: SubscriptionCancelBody,
  ): Promise<Answer> {
    return ordered(await this.commands.execute(new CancelSubscription(asked, subscriptionId, reason)));
  }

  @Post('subscriptions/:id/convert')
  @HttpCode(200)
  @Scope('storefront')
  @ApiOperation({ summary: 'Keep what was tried' })
  async convert(@Request() asked: Asked, @Param('id') subscriptionId: string): Promise<Answer> {
    return answer(await this.commands.execute(new ConvertSubscription(asked, subscriptionId)));
  }
}

const chosen = (addons: readonly ChosenBody[]) => addons.map(({ code, quantity = 1 }) => ({ code, quantity }));
/** Without what was not said, so that it stays as it is. */
const said = <T extends object>(body: T): T => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as T;

const ordered = ({ body, revision, position }: Written<{ id: string }>): Answer =>
  Answer.created(body, { revision, position, location: `/api/v1/orders/${body.id}` });
const answer = ({ body, revision, position }: Written<unknown>): Answer => Answer.ok(body, { revision, position });
