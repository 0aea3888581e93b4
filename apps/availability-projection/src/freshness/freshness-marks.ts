/** A heartbeat of the write side, as the connector delivered it: all it committed before is in the topic. */
export interface HeartbeatMark {
  /** When it was written, by the write side's clock, or when it was received if that was earlier. */
  readonly beat_at_ms: number;
  /** Next offset of each partition of the ledger's CDC topic, asked for after the beat had arrived. */
  readonly highs: ReadonlyMap<number, number>;
}

export interface FreshnessMark {
  readonly partition: number;
  readonly as_of_ms: number;
}

/**
 * Which partitions are complete up to a beat. A quiet ledger and a dead connector look alike on the ledger's
 * topic; only the beat tells them apart. A partition has caught up when everything before the end seen at the
 * beat is handled. Pure.
 */
export function freshnessMarks(beat: HeartbeatMark, positions: ReadonlyMap<number, number>): FreshnessMark[] {
  return [...positions]
    .filter(([partition, position]) => position >= (beat.highs.get(partition) ?? 0))
    .map(([partition]) => ({ partition, as_of_ms: beat.beat_at_ms }));
}
