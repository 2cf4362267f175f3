import { type Decision, type History, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { OrderNumbersTaken } from './order-numbers.events';

export const orderNumbers: History<{ next: number }, OrderNumbersTaken> = {
  category: 'ordernumbers',
  version: 1,
  initial: { next: 1 },
  evolve: (_, { data: { from, count } }) => ({ next: from + count }),
};

export const orderNumbersStream = (day: string) => sharedStreamOf(orderNumbers, day);

export const takeNumbers =
  (day: string, count: number): Decision<{ next: number }, OrderNumbersTaken> =>
  ({ next }) => [{ type: 'OrderNumbersTaken', data: { day, from: next, count } }];

/** `yyyyMMdd` of a UTC time. */
export const dayOf = (time: string): string => time.slice(0, 10).replaceAll('-', '');

export const orderNumber = (day: string, number: number): string => `${day}${String(number).padStart(4, '0')}`;
