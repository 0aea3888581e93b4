/** A heartbeat of the write side, as the connector delivered it: all it committed before stands in the topic. */
export interface Beat {
  readonly beat_at_ms: number;
  /** Next offset of each partition of the ledger's CDC topic, asked for after the beat had arrived. */
  readonly highs: ReadonlyMap<number, number>;
}

export interface FreshnessMark {
  readonly partition: number;
  readonly as_of_ms: number;
}

/**
 * Says up to which moment of the write side's clock each owned partition is complete. A quiet ledger and a
 * dead connector look alike on the ledger's topic; only the beat tells them apart. A partition has caught up
 * with a beat when its position reaches the end seen then. One offset less is also the end: the connector
 * writes in transactions, and the record after the newest committed row is then that transaction's marker.
 */
export class FreshnessTracker {
  private beat: Beat | null = null;
  private readonly positions = new Map<number, number>();

  own(partition: number, position: number): void {
    this.positions.set(partition, position);
  }

  release(partition: number): void {
    this.positions.delete(partition);
  }

  moved(partition: number, position: number): void {
    if (this.positions.has(partition)) this.positions.set(partition, position);
  }

  beaten(beat: Beat): void {
    this.beat = beat;
  }

  /** The partitions complete up to the newest beat. */
  marks(): FreshnessMark[] {
    const { beat } = this;
    if (beat === null) return [];
    return [...this.positions]
      .filter(([partition, position]) => position >= (beat.highs.get(partition) ?? 0) - 1)
      .map(([partition]) => ({ partition, as_of_ms: beat.beat_at_ms }));
  }
}
