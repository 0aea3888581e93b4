import type { LedgerStatus } from '@stockproof/events';
import type { SourceKind } from '@stockproof/ledger';
import type { Queryable } from '@stockproof/postgres';

const KIND = `CASE WHEN operation IN ('R', 'U', 'F') THEN 'order' ELSE 'seller' END`;

const SQL = `
  SELECT outcome.*, coalesce(again.duplicates, 0) AS duplicates, coalesce(again.conflicts, 0) AS conflicts
  FROM (
    SELECT 1 AS rank, seller_id, event_id, sku, status, version, NULL AS reason, accepted_at AS decided_at
    FROM inventory_transaction WHERE seller_id = $1 AND event_id = $2 AND ${KIND} = $3
    UNION ALL
    SELECT 2, seller_id, event_id, sku, 'rejected', NULL, reason, rejected_at
    FROM inventory_rejection WHERE seller_id = $1 AND event_id = $2 AND ${KIND} = $3
    UNION ALL
    SELECT 3, seller_id, event_id, sku, 'quarantined', NULL, reason, quarantined_at
    FROM quarantine WHERE seller_id = $1 AND event_id = $2 AND starts_with(source_topic, $4) = ($3 = 'order')
  ) AS outcome
  LEFT JOIN inventory_redelivery AS again ON again.seller_id = $1 AND again.event_id = $2 AND again.source_kind = $3
  ORDER BY rank, decided_at DESC
  LIMIT 1`;

/** The result of an event. Fields that its status does not have are null. */
export interface OutcomeRow {
  readonly seller_id: string;
  readonly event_id: string;
  readonly sku: string | null;
  readonly status: LedgerStatus | 'rejected' | 'quarantined';
  readonly version: number | null;
  readonly reason: string | null;
  readonly decided_at: Date;
  readonly duplicates: number;
  readonly conflicts: number;
}

/** Identifies an event by its idempotency key. */
export interface AskedEvent {
  readonly source_kind: SourceKind;
  readonly seller_id: string;
  readonly event_id: string;
  /** The topic of the stock commands; quarantined messages of it belong to sagas. */
  readonly commands_topic: string;
}

/**
 * Finds the outcome of an event; undefined if none is decided. A decision takes precedence over a quarantine,
 * because an unreadable message does not use its event id.
 */
export async function findOutcome(
  db: Queryable,
  { source_kind, seller_id, event_id, commands_topic }: AskedEvent,
): Promise<OutcomeRow | undefined> {
  const { rows } = await db.query<OutcomeRow>({
    name: 'find-outcome',
    text: SQL,
    values: [seller_id, event_id, source_kind, commands_topic],
  });
  return rows[0];
}
