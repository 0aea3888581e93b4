/** What was taken into one partition between two checks. */
interface AcceptedUpdates {
  /**
   * Applied once the group has committed this offset; null until a check tells where the partition ended
   * after it.
   */
  barrier: number | null;
  readonly counts: Map<string, number>;
}

export interface LagReading {
  readonly ends: ReadonlyMap<number, { readonly high: number }>;
  /** By partition; null or missing: nothing was committed yet. */
  readonly committed: ReadonlyMap<number, number | null>;
}

/** Older ones are counted as one: their sellers wait for the newest of them, and memory stays bounded. */
const MAX_ACCEPTED = 60;

/**
 * How many updates of each seller are in the topic and are not applied, as far as this process took them.
 * Exact to a check: what was taken between two checks counts until its partition is applied up to where it
 * ended at the second.
 */
export class SellerLag {
  private readonly open = new Map<number, Map<string, number>>();
  private readonly partitions = new Map<number, AcceptedUpdates[]>();
  private readonly totals = new Map<string, number>();

  of(seller_id: string): number {
    return this.totals.get(seller_id) ?? 0;
  }

  /** Updates of a seller that are in these partitions, one for each time it is named. */
  add(seller_id: string, partitions: readonly number[]): void {
    for (const partition of partitions) {
      const counts = this.open.get(partition) ?? new Map<string, number>();
      this.open.set(partition, counts.set(seller_id, (counts.get(seller_id) ?? 0) + 1));
    }
    this.totals.set(seller_id, this.of(seller_id) + partitions.length);
  }

  /** Before the ends are asked for: what is added from now on may be behind them. */
  begin(): void {
    for (const [partition, counts] of this.open) {
      const list = this.partitions.get(partition) ?? [];
      this.partitions.set(partition, list);
      list.push({ barrier: null, counts });
      if (list.length > MAX_ACCEPTED) list.splice(0, 2, merged(list[0], list[1]));
    }
    this.open.clear();
  }

  /** What the broker answered to a check that began after `begin`. */
  settle({ ends, committed }: LagReading): void {
    for (const [partition, list] of this.partitions) {
      for (const accepted of list) accepted.barrier ??= ends.get(partition)?.high ?? null;
      const applied = committed.get(partition) ?? 0;
      const waits = list.findIndex(({ barrier }) => barrier === null || barrier > applied);
      for (const { counts } of list.splice(0, waits < 0 ? list.length : waits)) this.forget(counts);
      if (list.length === 0) this.partitions.delete(partition);
    }
  }

  private forget(counts: ReadonlyMap<string, number>): void {
    for (const [seller_id, count] of counts) {
      const left = this.of(seller_id) - count;
      if (left > 0) this.totals.set(seller_id, left);
      else this.totals.delete(seller_id);
    }
  }
}

function merged(first: AcceptedUpdates | undefined, second: AcceptedUpdates | undefined): AcceptedUpdates {
  const counts = new Map(first?.counts);
  for (const [seller_id, count] of second?.counts ?? [])
    counts.set(seller_id, (counts.get(seller_id) ?? 0) + count);
  return { barrier: second?.barrier ?? null, counts };
}
