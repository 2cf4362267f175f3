import { Called, type Caller, Scope } from '@causeway/platform';
import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetOrderInteraction, type Interaction } from '../read/get-order-interaction';

/** Where the buyer's browser is to go, when a product host wants to see the buyer itself. */
@ApiTags('orders')
@Controller('api/v1/orders')
export class InteractionsHttp {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/interaction')
  @Scope('orders', 'storefront')
  @ApiOperation({ summary: 'The address that the buyer finishes an interactive order at' })
  interaction(@Called() caller: Caller, @Param('id') orderId: string): Promise<Interaction> {
    return this.queries.execute(new GetOrderInteraction(caller, orderId));
  }
}
