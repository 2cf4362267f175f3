type Timed<T> = { at: number; what: T };

/** What waits for a time, soonest first (a binary heap): nothing sleeps for one message. */
export class DueTimes<T> {
  private readonly heap: Timed<T>[] = [];

  get soonest(): number | null {
    return this.heap[0]?.at ?? null;
  }

  add(at: number, what: T): void {
    const { heap } = this;
    let i = heap.push({ at, what }) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (heap[parent]!.at <= heap[i]!.at) break;
      [heap[parent], heap[i]] = [heap[i]!, heap[parent]!];
      i = parent;
    }
  }

  /** The soonest one, when its time has come. */
  take(now: number): Timed<T> | null {
    const { heap } = this;
    const top = heap[0];
    if (top === undefined || top.at > now) return null;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    heap[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < heap.length && heap[left]!.at < heap[least]!.at) least = left;
      if (right < heap.length && heap[right]!.at < heap[least]!.at) least = right;
      if (least === i) return top;
      [heap[least], heap[i]] = [heap[i]!, heap[least]!];
      i = least;
    }
  }
}
