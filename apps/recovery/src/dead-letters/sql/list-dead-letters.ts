import type { Queryable } from '@stockproof/postgres';
import type { RecordPosition } from './find-dead-letter.js';

const SQL = `
  SELECT source_topic, source_partition, source_offset, reason, detail, owner, seller_id, event_id, sku, quarantined_at,
    extract(epoch FROM now() - quarantined_at)::bigint AS age_seconds,
    closed_at IS NULL AND now() - quarantined_at > make_interval(hours => $1) AS overdue,
    closed_at, closed_as, closed_by, closed_event_id, closed_reason
  FROM quarantine
  WHERE ($2::text IS NULL OR reason = $2) AND ($3::text IS NULL OR sku = $3)
    AND ($8::boolean IS NULL OR (closed_at IS NOT NULL) = $8)
    AND ($4::text IS NULL OR (quarantined_at, source_topic, source_partition, source_offset) > (
      SELECT quarantined_at, source_topic, source_partition, source_offset FROM quarantine
      WHERE source_topic = $4 AND source_partition = $5 AND source_offset = $6))
  ORDER BY quarantined_at, source_topic, source_partition, source_offset LIMIT $7`;

export interface DeadLetter {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly reason: string;
  readonly detail: string;
  readonly owner: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
  readonly quarantined_at: Date;
  readonly age_seconds: number;
  /** Open, and older than the contract gives for triage. */
  readonly overdue: boolean;
  readonly closed_at: Date | null;
  readonly closed_as: string | null;
  readonly closed_by: string | null;
  readonly closed_event_id: string | null;
  readonly closed_reason: string | null;
}

export interface DeadLetterFilter {
  readonly reason: string | null;
  readonly sku: string | null;
  /** Only those that are settled, or only those that are not; null: all. */
  readonly closed: boolean | null;
  /** The last one of the page before. */
  readonly after: RecordPosition | null;
}

/**
 * Quarantined messages, the oldest first; many may be of the same moment. None after a place where none
 * stood.
 */
export async function listDeadLetters(
  ledger: Queryable,
  triage_within_hours: number,
  { reason, sku, closed, after }: DeadLetterFilter,
  limit: number,
): Promise<DeadLetter[]> {
  const values = [
    triage_within_hours,
    reason,
    sku,
    after?.topic ?? null,
    after?.partition ?? null,
    after?.offset ?? null,
    limit,
    closed,
  ];
  return (await ledger.query<DeadLetter>({ name: 'list-letters', text: SQL, values })).rows;
}
