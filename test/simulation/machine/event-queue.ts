interface Scheduled {
  readonly at_ms: number;
  /** Among events that are due at the same time, the one that was added first comes first. */
  readonly number: number;
  readonly run: () => void;
}

/** Future events, earliest first: a binary heap. */
export class EventQueue {
  private readonly heap: Scheduled[] = [];
  private count = 0;

  /** When the earliest is due; null: there is none. */
  get next_ms(): number | null {
    return this.heap[0]?.at_ms ?? null;
  }

  push(at_ms: number, run: () => void): void {
    this.count += 1;
    const added = { at_ms, number: this.count, run };
    let at = this.heap.push(added) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(added, this.at(parent))) break;
      this.heap[at] = this.at(parent);
      at = parent;
    }
    this.heap[at] = added;
  }

  pop(): Scheduled | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (first === undefined || last === undefined || this.heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.heap.length) break;
      if (child + 1 < this.heap.length && isBefore(this.at(child + 1), this.at(child))) child += 1;
      if (!isBefore(this.at(child), last)) break;
      this.heap[at] = this.at(child);
      at = child;
    }
    this.heap[at] = last;
    return first;
  }

  private at(index: number): Scheduled {
    return this.heap[index] as Scheduled;
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.at_ms < b.at_ms || (a.at_ms === b.at_ms && a.number < b.number);
}
