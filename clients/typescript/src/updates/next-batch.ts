/** Most of one request. */
export interface BatchLimits {
  readonly max_events: number;
  /** Of the JSON body. */
  readonly max_bytes: number;
}

/** An update that waits to be sent, with the bytes of its JSON. */
export interface WaitingUpdate {
  readonly event_id: string;
  readonly bytes: number;
}

/**
 * How many of the waiting updates go into the next request: the first ones, in their order, within the limits. An
 * id that is in it already ends it, because the server refuses an id that is twice in one request. At least one,
 * if there is one: what is too large alone is for the server to refuse.
 */
export function nextBatch(waiting: readonly WaitingUpdate[], limits: BatchLimits): number {
  const ids = new Set<string>();
  // The brackets; each update is followed by a comma or the end.
  let bytes = 1;
  for (const [count, update] of waiting.entries()) {
    bytes += update.bytes + 1;
    const full = count >= limits.max_events || bytes > limits.max_bytes || ids.has(update.event_id);
    if (full && count > 0) return count;
    ids.add(update.event_id);
  }
  return waiting.length;
}
