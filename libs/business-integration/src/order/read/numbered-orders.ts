import { StoreUnavailable, Streams, Views } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { orderList } from './order-list';

const PATIENCE_MS = 2000;

/**
 * Which order has a number. The list knows. A number that the list has not seen may only just have been given, so before
 * "none" is said the list must have reached the head: nothing else is written for numbers, and the answer is right at once
 * on every store.
 */
@Injectable()
export class NumberedOrders {
  constructor(
    private readonly streams: Streams,
    private readonly views: Views,
  ) {}

  async idOf(orderNumber: string): Promise<string | null> {
    if (!/^\d{12,20}$/.test(orderNumber)) return null;
    return (await this.listed(orderNumber)) ?? (await this.listedAtTheHead(orderNumber));
  }

  private async listed(orderNumber: string): Promise<string | null> {
    const found = await this.views.model(orderList).findOne({ orderNumber }).lean();
    return found?._id ?? null;
  }

  private async listedAtTheHead(orderNumber: string): Promise<string | null> {
    if (!(await this.views.reached([orderList.name], await this.streams.head(), PATIENCE_MS))) {
      throw new StoreUnavailable('The list of orders does not keep up.');
    }
    return this.listed(orderNumber);
  }
}
