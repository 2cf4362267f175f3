import { forbidden } from '@causeway/event-sourcing/model';
import { Answer, type Asked, Called, type Caller, type Page, Reads, Request, Scope } from '@causeway/platform';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FindOrderByNumber } from '../read/find-order-by-number';
import { GetOrder } from '../read/get-order';
import { GetOrderFlow } from '../read/get-order-flow';
import { GetOrderHistory, type HistoryBody } from '../read/get-order-history';
import { ListOrders } from '../read/list-orders';
import type { OrderBody } from '../read/order-body';
import { SetOrderStatus } from '../write/set-order-status';
import { MomentQuery, OrdersQuery, StatusBody } from './order-bodies';

/** Orders, for those who sell, buy and watch (spec 20, *Orders*). */
@ApiTags('orders')
@Controller('api/v1/orders')
export class OrdersHttp {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Scope('orders')
  @Reads('order-list')
  @ApiOperation({ summary: 'Orders, newest first; orderAccessType says on which side of them you stand' })
  list(@Called() caller: Caller, @Query() query: OrdersQuery): Promise<Page<OrderBody>> {
    return this.queries.execute(new ListOrders(caller, query, query));
  }

  @Get('by-number/:orderNumber')
  @Scope('orders')
  @ApiOperation({ summary: 'One order by the number that people read' })
  async byNumber(@Called() caller: Caller, @Param('orderNumber') orderNumber: string): Promise<Answer> {
    return shown(await this.queries.execute(new FindOrderByNumber(caller, orderNumber)));
  }

  @Get(':id')
  @Scope('orders', 'support')
  @ApiOperation({ summary: 'One order, as it stands or as it stood' })
  async one(@Called() caller: Caller, @Param('id') orderId: string, @Query() { atRevision, at }: MomentQuery): Promise<Answer> {
    supportIsTheOperators(caller);
    const moment = atRevision !== undefined ? { revision: atRevision } : at !== undefined ? { time: at } : null;
    return shown(await this.queries.execute(new GetOrder(caller, orderId, moment)));
  }

  @Get(':id/history')
  @Scope('orders', 'support')
  @ApiOperation({ summary: 'Every event of an order, with actor, cause and time' })
  history(@Called() caller: Caller, @Param('id') orderId: string): Promise<HistoryBody> {
    supportIsTheOperators(caller);
    return this.queries.execute(new GetOrderHistory(caller, orderId));
  }

  @Get(':id/flow')
  @Scope('orders', 'support')
  @ApiOperation({ summary: 'The graph of statuses with the way taken and its times' })
  flow(@Called() caller: Caller, @Param('id') orderId: string): Promise<object> {
    supportIsTheOperators(caller);
    return this.queries.execute(new GetOrderFlow(caller, orderId));
  }

  @Put(':id/status')
  @Scope('orders')
  @ApiOperation({ summary: 'The vendor answers: Validation, Confirmed, Done or Fail' })
  async setStatus(@Request() asked: Asked, @Param('id') orderId: string, @Body() body: StatusBody): Promise<Answer> {
    const { systemStatus, note = null, reasonCode = null, accountIdentifier = null, accessUrl = null } = body;
    const wish = { systemStatus, note, reasonCode, accountIdentifier, accessUrl };
    const written = await this.commands.execute(new SetOrderStatus(asked, orderId, wish));
    return Answer.ok(written.body, { revision: written.revision, position: written.position });
  }
}

const shown = (order: OrderBody): Answer => Answer.ok(order, { revision: order.revision });

/** The scope `support` opens these to the operator's accounts alone (spec 00); everybody else needs `orders`. */
export const supportIsTheOperators = ({ scopes, isOperator }: Caller): void => {
  if (!scopes.has('orders') && !isOperator) throw forbidden('token.scope-missing', 'This call needs the scope orders.');
};
