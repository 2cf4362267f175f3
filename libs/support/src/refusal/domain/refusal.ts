import { type Decision, type History, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { CommandRefused } from './refusal.events';

export type Refused = Readonly<{ day: string; kept: number }>;

/** What was refused on one subject. Counted by day, so that a program that asks for ever does not fill the record. */
export const refusals: History<Refused, CommandRefused> = {
  category: 'refusals',
  version: 1,
  initial: { day: '', kept: 0 },
  evolve: ({ day, kept }, { occurredOn }) => {
    const today = occurredOn.slice(0, 10);
    return { day: today, kept: today === day ? kept + 1 : 1 };
  },
};

export const refusalsStream = (subject: string) => sharedStreamOf(refusals, subject.replace(':', '.'));

export const MOST_A_DAY = 100;
export const SHOWN_FOR_DAYS = 30;

export const refuse =
  (data: CommandRefused['data'], at: string): Decision<Refused, CommandRefused> =>
  ({ day, kept }) =>
    day === at.slice(0, 10) && kept >= MOST_A_DAY ? [] : [{ type: 'CommandRefused', data }];
