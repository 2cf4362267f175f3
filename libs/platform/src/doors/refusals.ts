import type { Rejection } from '@causeway/event-sourcing/model';
import type { Asked } from './asked';

/** A command that a rule refused, on something that exists: `subject` names it, `command` is the command's class. */
export type RefusedCommand = Readonly<{ subject: string; command: string; asked: Asked; rejection: Rejection }>;

/** Keeps refused commands (spec 60); support provides it. Commands from doors that work on one thing name it as their `subject`. */
export abstract class Refusals {
  abstract keep(refused: RefusedCommand): Promise<void>;
}
