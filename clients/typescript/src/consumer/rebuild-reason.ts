import type { Position } from './sql/positions.js';

/** The log of a partition as the broker has it now. */
export interface PresentLog {
  readonly topic_id: string;
  readonly start: number;
  readonly end: number;
}

export type RebuildReason =
  'new' | 'topic_recreated' | 'log_ends_before' | 'log_begins_after' | 'away_too_long';

/**
 * Why a partition must be read from its beginning; null if it can be read on. A compacted topic keeps the tombstone
 * of a removed offer for a time only (`delete.retention.ms`): a view that was away for longer may have missed it, and
 * would show the offer for ever.
 */
export function rebuildReason(
  position: Pick<Position, 'topic_id' | 'next_offset' | 'caught_up_ms' | 'build' | 'live_build'> | undefined,
  log: PresentLog,
  { now_ms, max_absence_ms }: { readonly now_ms: number; readonly max_absence_ms: number },
): RebuildReason | null {
  if (position === undefined) return 'new';
  if (position.topic_id !== log.topic_id) return 'topic_recreated';
  if (position.next_offset > log.end) return 'log_ends_before';
  if (position.next_offset < log.start) return 'log_begins_after';
  const building = position.live_build !== position.build;
  if (!building && now_ms - (position.caught_up_ms ?? 0) > max_absence_ms) return 'away_too_long';
  return null;
}
