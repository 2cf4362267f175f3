import type { Wire } from '../api/api';

/** So many lines are held back: an attempt is recorded seconds after it began, and what happened meanwhile is not more than this. */
const WINDOW = 500;

/**
 * Lines come by position, and an attempt stands where it was recorded, behind what happened after it began. People read them
 * by time: the earliest of the next few hundred comes first. What is of one moment, and so the facts of one stream, whose
 * times never go back, keep their order.
 */
export async function* inOrderOfTime(items: AsyncIterable<Wire>, window = WINDOW): AsyncGenerator<Wire> {
  const held: Wire[] = [];
  for await (const item of items) {
    let place = held.length;
    while (place > 0 && held[place - 1].occurredOn > item.occurredOn) place--;
    held.splice(place, 0, item);
    if (held.length > window) yield held.shift();
  }
  yield* held;
}
