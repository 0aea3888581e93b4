/** The part of a fetch that matters here. */
export interface Asked {
  readonly minBytes: number;
  readonly maxWaitTime: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
}

/** A client that stops waits for its last fetch, so this is also what an idle consumer's end may take longer. */
export const IDLE_WAIT_MS = 1_000;
/** More places than a process reads from at once; those of consumers that ended are dropped. */
const MAX_REMEMBERED = 100;

/**
 * Changes the fetches of consumers that gather (`min_bytes` above 1) where nothing arrives. Asking again every few
 * ms costs client and broker CPU; so a fetch from where the last answer was empty waits longer, and its first byte
 * answers it. From then on the consumer gathers as before.
 */
export class IdleFetches {
  /** Places from which the last answer was empty, oldest first. */
  private readonly empty = new Set<string>();

  /** The fetch to send in place of this one. */
  toSend<T extends Asked>(asked: T): T {
    if (asked.minBytes <= 1 || !this.empty.has(placeOf(asked))) return asked;
    return { ...asked, minBytes: 1, maxWaitTime: Math.max(asked.maxWaitTime, IDLE_WAIT_MS) };
  }

  /** Notes the answer to this fetch. */
  answered(asked: Asked, is_empty: boolean): void {
    if (asked.minBytes <= 1) return;
    const place = placeOf(asked);
    this.empty.delete(place);
    if (!is_empty) return;
    this.empty.add(place);
    const [oldest] = this.empty;
    if (oldest !== undefined && this.empty.size > MAX_REMEMBERED) this.empty.delete(oldest);
  }
}

/** The partitions and offsets of a fetch. The client shuffles them. */
function placeOf({ topics }: Asked): string {
  return topics
    .flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, fetchOffset }) => `${topic}/${partition}@${fetchOffset}`),
    )
    .sort()
    .join(' ');
}
