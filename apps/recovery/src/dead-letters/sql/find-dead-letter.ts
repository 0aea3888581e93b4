import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT reason, seller_id, event_id, sku, closed_at, closed_as, closed_event_id FROM quarantine
  WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3`;

/** Where a quarantined message stood. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface FoundDeadLetter {
  readonly reason: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
  /** Null while nobody has settled it. */
  readonly closed_at: Date | null;
  readonly closed_as: 'redriven' | 'dismissed' | null;
  readonly closed_event_id: string | null;
}

export async function findDeadLetter(
  ledger: Queryable,
  { topic, partition, offset }: RecordPosition,
): Promise<FoundDeadLetter | undefined> {
  return (
    await ledger.query<FoundDeadLetter>({
      name: 'find-letter',
      text: SQL,
      values: [topic, partition, offset],
    })
  ).rows[0];
}
