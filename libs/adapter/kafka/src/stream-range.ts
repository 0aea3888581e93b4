import { ConsumerStalledError } from './errors.js';
import type { Broker } from './port.js';
import type { RangeMessage, ReadRange } from './read-ranges.js';

/** A range that cannot be read further is given up after this time, ms. */
const STALL_MS = 60_000;

/**
 * The messages of one range in offset order, at the speed of whoever takes them. Rejects like `readRanges`;
 * whether the topic was created again meanwhile is for the caller to check afterwards.
 */
export async function* streamRange(
  broker: Broker,
  { topic, partition, from_offset, to_offset }: ReadRange,
): AsyncGenerator<RangeMessage> {
  if (from_offset >= to_offset) return;
  const reader = await broker.reader();
  try {
    let moved_ms = performance.now();
    for (let next = from_offset; next < to_offset;) {
      const [fetched] = await reader.fetch(topic, new Map([[partition, next]]));
      for (const message of fetched?.messages ?? [])
        if (message.offset < to_offset) yield { ...message, partition };
      const read_to = fetched?.next_offset ?? next;
      if (read_to > next) moved_ms = performance.now();
      else if (performance.now() - moved_ms > STALL_MS)
        throw new ConsumerStalledError(`${topic}/${partition} cannot be read further at ${next}`);
      next = read_to;
    }
  } finally {
    await reader.close();
  }
}
