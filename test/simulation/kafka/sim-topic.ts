import type { ConsumedMessage, ProducedMessage } from '@stockproof/kafka';

/** One partition's log. Offsets may have holes, because transaction markers take one. */
export class SimPartition {
  readonly messages: ConsumedMessage[] = [];
  next_offset = 0;
  low = 0;
  private waiting: (() => void)[] = [];

  append(message: ProducedMessage, timestamp: number): number {
    const { key, value, headers = {} } = message;
    const offset = this.next_offset;
    this.messages.push({ offset, key: bytesOf(key), value: bytesOf(value), headers, timestamp });
    this.next_offset += 1;
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
    return offset;
  }

  /** The marker that ends a producer's transaction. */
  mark(): void {
    this.next_offset += 1;
  }

  from(offset: number, most: number): ConsumedMessage[] {
    const start = this.indexOf(offset);
    return this.messages.slice(start, start + most);
  }

  onAppend(wake: () => void): void {
    this.waiting.push(wake);
  }

  private indexOf(offset: number): number {
    let [low, high] = [0, this.messages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.messages[middle]?.offset ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function bytesOf(value: Buffer | string | null): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value) : value;
}
