import type { AvailabilityState } from '@stockproof/availability';

/** A row of the view with its locations, as the projection holds it. */
export interface ViewOffer {
  readonly seller_id: string;
  readonly sku: string;
  readonly state: AvailabilityState;
  /** Raised by a repair only; with the version it orders what is published. */
  readonly revision: number;
  readonly status: 'current' | 'suspect';
  /** Set while suspect: the version that is missing, and the newest one seen beyond it. */
  readonly expected_version: number | null;
  readonly found_version: number | null;
  /** The source message that changed the row last. */
  readonly changed_offset: number;
  readonly traceparent: string | null;
  /** The recovery that wrote the row last; null when the live stream did. */
  readonly recovery_id: string | null;
}

/** Something in the history that should not be there; kept, alarmed on, and never applied. */
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

/** received = applied + duplicate + anomalous; late ones are among the applied. */
export interface FoldCounts {
  readonly received: number;
  readonly applied: number;
  readonly late: number;
  readonly duplicate: number;
  readonly anomalous: number;
}
