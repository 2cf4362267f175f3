import type { Event } from '@causeway/event-sourcing/model';

/** A block of a day's order numbers now belongs to one process (hard-problems 9). */
export type OrderNumbersTaken = Event<'OrderNumbersTaken', { day: string; from: number; count: number }>;
