/** How old what a view shows is. */
export interface ViewFreshness {
  /** The view has everything that was in the topic at this time (RFC 3339); null if it never had. */
  readonly as_of: string | null;
  readonly age_ms: number | null;
  /** Places of the log that are not read yet, as of the last look at its end. */
  readonly lag: number;
  /** Some of it is read from the beginning: for the first time, or beside what is shown. */
  readonly building: boolean;
}

/** What is known of a partition. */
export interface PartitionProgress {
  readonly next_offset: number;
  readonly end: number;
  readonly build: number;
  readonly live_build: number | null;
  readonly caught_up_ms: number | null;
}

/** The oldest of these partitions counts for all; of none nothing is known. */
export function describeFreshness(partitions: readonly PartitionProgress[], now_ms: number): ViewFreshness {
  const times = partitions.map(({ caught_up_ms }) => caught_up_ms);
  const known = times.filter((time) => time !== null);
  const oldest_ms = times.length > 0 && known.length === times.length ? Math.min(...known) : null;
  return {
    as_of: oldest_ms === null ? null : new Date(oldest_ms).toISOString(),
    age_ms: oldest_ms === null ? null : Math.max(0, now_ms - oldest_ms),
    lag: partitions.reduce((sum, { next_offset, end }) => sum + Math.max(0, end - next_offset), 0),
    building: partitions.some(({ build, live_build }) => build !== live_build),
  };
}
