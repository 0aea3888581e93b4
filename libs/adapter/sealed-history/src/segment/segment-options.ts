import type { Workspace } from '../parquet/workspace.js';
import type { ObjectStore } from '../store/object-store.js';

/** Where sealed history is kept and what it is worked on with. */
export interface SealedHistoryOptions {
  readonly store: ObjectStore;
  readonly workspace: Workspace;
}

/** Bounds of the files of a segment. */
export interface SegmentOptions extends SealedHistoryOptions {
  /** Default 25,000: a file is fetched and hashed whole for one offer. */
  readonly max_rows?: number;
  /** Default 8 MiB, before compression: it is sorted in memory. */
  readonly max_bytes?: number;
  /** Milliseconds since 1970; default the clock. */
  readonly now_ms?: () => number;
}

const DEFAULT_ROWS = 25_000;
const DEFAULT_BYTES = 8 * 1_024 * 1_024;

/** Returns the bounds of a file with the defaults. A file ends at whichever of the two is reached first. */
export function limitsOf({ max_rows, max_bytes }: SegmentOptions): {
  readonly rows: number;
  readonly bytes: number;
} {
  return { rows: max_rows ?? DEFAULT_ROWS, bytes: max_bytes ?? DEFAULT_BYTES };
}

/** RFC 3339 in UTC with milliseconds. */
export function sealedAt({ now_ms = Date.now }: SegmentOptions): string {
  return new Date(now_ms()).toISOString();
}
