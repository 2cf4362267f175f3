import { routeSettings } from './route';

/** The views that a route answers from: `Causeway-Min-Position` waits for these (spec 00, *Read your writes*). Reads of one thing fold its stream and need none. */
export const Reads = (...views: readonly string[]) => routeSettings({ reads: views });

/** How far the views are: the kernel provides it. */
export abstract class ReadModels {
  /** True as soon as all of these views have folded everything up to the position; false when they have not within the time. */
  abstract reached(views: readonly string[], position: number, timeoutMs: number): Promise<boolean>;
}
