import type { Event, Json } from '@causeway/event-sourcing/model';

/** A rule said no to a command on something that exists (spec 60). What was wished for is not kept: it may hold anything. */
export type CommandRefused = Event<
  'CommandRefused',
  {
    subject: string;
    /** e.g. `SetOrderStatus`. */
    command: string;
    /** e.g. `order.invalid-transition`. */
    code: string;
    detail: string;
    /** What else the answer said, e.g. `{allowed: []}`. */
    extra: { readonly [name: string]: Json };
  }
>;
