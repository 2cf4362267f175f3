import type { Attempted } from '../lane/domain/line';
import type { Message } from './message';

/** One message on its way: `attempt` counts from 1; `replay`: sent again because somebody asked. */
export type Sending = Readonly<{ message: Message; attempt: number; replay: boolean }>;

/** `gone`: the receiver says that it is there no more (410). */
export type Ending = Attempted & Readonly<{ gone?: true }>;

/**
 * The narrow seam between a lane and the way out: what it is given is data, what it gives back is data, so that the work
 * behind it may live in another thread. `send` never throws; `null`: it was not attempted, and that uses up nothing.
 */
export interface Channel {
  /** How many messages may be in its hands now; what it has no room for, it need not be asked about. */
  readonly atOnce: number;
  /** Whether a message of this subject could go out now. */
  accepts(subject: string): boolean;
  send(sending: Sending): Promise<Ending | null>;
  /** Lets go of its connections; those under way are cut. */
  close(): Promise<void>;
}
