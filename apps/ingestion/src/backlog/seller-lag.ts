/** The updates accepted into one partition between two checks. */
interface AcceptedUpdates {
  /**
   * They are applied once the group has committed this offset; null until a check reads the end of the
   * partition after them.
   */
  barrier: number | null;
  readonly counts: Map<string, number>;
}

/** Offsets of the topic's partitions at one check: their ends, and up to where they are applied. */
export interface LagReading {
  readonly ends: ReadonlyMap<number, { readonly high: number }>;
  /** By partition; null or missing if nothing is committed yet. */
  readonly committed: ReadonlyMap<number, number | null>;
}

/**
 * Older entries are merged into one, so that memory stays bounded; their sellers wait for the newest of them.
 */
const MAX_ACCEPTED = 60;

/**
 * Counts the updates of each seller that are in the topic and not applied, as far as this process accepted
 * them. Updates between two checks count until their partition is applied up to its end at the second check.
 */
export class SellerLag {
  private readonly open = new Map<number, Map<string, number>>();
  private readonly partitions = new Map<number, AcceptedUpdates[]>();
  private readonly totals = new Map<string, number>();

  /** The updates of a seller that are not applied yet, as of the last check. */
  of(seller_id: string): number {
    return this.totals.get(seller_id) ?? 0;
  }

  /** Adds updates of a seller, one for each element of `partitions`. */
  add(seller_id: string, partitions: readonly number[]): void {
    for (const partition of partitions) {
      const counts = this.open.get(partition) ?? new Map<string, number>();
      this.open.set(partition, counts.set(seller_id, (counts.get(seller_id) ?? 0) + 1));
    }
    this.totals.set(seller_id, this.of(seller_id) + partitions.length);
  }

  /** Must be called before the ends are read, because later additions may be after them. */
  begin(): void {
    for (const [partition, counts] of this.open) {
      const list = this.partitions.get(partition) ?? [];
      this.partitions.set(partition, list);
      list.push({ barrier: null, counts });
      if (list.length > MAX_ACCEPTED) list.splice(0, 2, merged(list[0], list[1]));
    }
    this.open.clear();
  }

  /** Applies the broker's answers to a check that began after `begin`. */
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
