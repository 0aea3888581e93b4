import type { AvailabilityState } from '@stockproof/availability';

/** A row of the view with its locations, as the projection caches it. */
export interface ViewOffer {
  readonly seller_id: string;
  readonly sku: string;
  readonly state: AvailabilityState;
  /** Raised only by repairs; together with the version it orders the published messages. */
  readonly revision: number;
  readonly status: 'current' | 'suspect';
  /**
   * While suspect because of a gap: the missing version, and the newest version seen beyond it; otherwise
   * null.
   */
  readonly expected_version: number | null;
  readonly found_version: number | null;
  /** Offset of the source message that changed the row last. */
  readonly changed_offset: number;
  readonly traceparent: string | null;
  /** The recovery that wrote the row last; null if the live stream did. */
  readonly recovery_id: string | null;
}

/** A message that must not be in the history. It is stored, counted and alarmed on, and never applied. */
export interface Anomaly {
  readonly source_offset: number;
  readonly kind:
    | 'version_gap'
    | 'ledger_row_updated'
    | 'ledger_row_deleted'
    | 'ledger_truncated'
    | 'unreadable'
    | 'unexpected_message'
    | 'wrong_partition'
    | 'invariant_violated'
    | 'history_lost';
  readonly seller_id: string | null;
  readonly sku: string | null;
  readonly expected_version: number | null;
  readonly found_version: number | null;
  readonly detail: string;
}

/** received = applied + duplicate + anomalous; late changes are included in `applied`. */
export interface FoldCounts {
  readonly received: number;
  readonly applied: number;
  readonly late: number;
  readonly duplicate: number;
  readonly anomalous: number;
}
