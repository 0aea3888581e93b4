/**
 * A heartbeat of the write side that arrived through the connector: everything committed before it is in the
 * topic.
 */
export interface HeartbeatMark {
  /** When it was written, by the write side's clock, or when it was received if that is earlier; ms. */
  readonly beat_at_ms: number;
  /** Next offset of each partition of the ledger's CDC topic, read after the heartbeat had arrived. */
  readonly highs: ReadonlyMap<number, number>;
}

/** Up to this time of the write side, a partition's changes are applied. */
export interface FreshnessMark {
  readonly partition: number;
  readonly as_of_ms: number;
}

/**
 * Returns the partitions that are complete up to a heartbeat. A quiet ledger and a dead connector look the
 * same on the ledger's topic; only the heartbeat distinguishes them. A partition has caught up when
 * everything before its end at the heartbeat is handled. Pure.
 */
export function freshnessMarks(beat: HeartbeatMark, positions: ReadonlyMap<number, number>): FreshnessMark[] {
  return [...positions]
    .filter(([partition, position]) => position >= (beat.highs.get(partition) ?? 0))
    .map(([partition]) => ({ partition, as_of_ms: beat.beat_at_ms }));
}
