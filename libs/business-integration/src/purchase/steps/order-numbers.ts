import { Streams } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { dayOf, orderNumber, orderNumbersStream, takeNumbers } from '../../order/domain/order-numbers';

type Block = { day: string; next: number; end: number };

const FIRST_BLOCK = 20;
const LARGEST_BLOCK = 1000;

/**
 * Hands out numbers that people read (hard-problems 9). This process takes a block of the day's numbers by one append and
 * gives them away from memory, so tenants do not wait for each other; what is left of a block at a crash is a gap.
 */
@Injectable()
export class OrderNumbers {
  private block: Block = { day: '', next: 0, end: 0 };
  private size = FIRST_BLOCK;
  private taking: Promise<void> = Promise.resolve();

  constructor(private readonly streams: Streams) {}

  /** The next number of the day that this time falls on. */
  async next(at: string): Promise<string> {
    const day = dayOf(at);
    for (;;) {
      if (this.block.day === day && this.block.next < this.block.end) return orderNumber(day, this.block.next++);
      this.taking = this.taking.catch(() => undefined).then(() => this.take(day, at));
      await this.taking;
    }
  }

  private async take(day: string, at: string): Promise<void> {
    if (this.block.day === day && this.block.next < this.block.end) return;
    this.size = this.block.day === day ? Math.min(this.size * 2, LARGEST_BLOCK) : FIRST_BLOCK;
    const act = {
      tenantId: 'operator',
      actor: 'system:order-numbers',
      correlationId: `order-numbers:${day}`,
      causationId: `order-numbers:${day}`,
      at,
    };
    const { recorded } = await this.streams.transact(orderNumbersStream(day), takeNumbers(day, this.size), act);
    const { from, count } = recorded[0]!.data;
    this.block = { day, next: from, end: from + count };
  }
}
