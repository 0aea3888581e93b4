import type { Queryable } from '@stockproof/postgres';

const REJECTIONS_SQL = (condition: string): string => `
  SELECT seller_id, event_id, sku, operation, quantity, reason, facts, event_time, rejected_at, source_topic, source_partition, source_offset
  FROM inventory_rejection WHERE rejected_at >= $1 AND rejected_at < $2 AND ${condition}`;

/** A stored rejection and its message. */
export interface ListedRejection {
  readonly seller_id: string;
  readonly event_id: string;
  readonly sku: string;
  readonly operation: 'I' | 'D' | 'S' | 'M' | 'R' | 'U' | 'F';
  readonly quantity: number;
  readonly reason: string;
  readonly facts: Readonly<Record<string, number | string>>;
  readonly event_time: Date;
  readonly rejected_at: Date;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** Lists the rejections of a time range and of offers; `condition` is SQL over seller_id and sku. */
export async function listRejections(
  ledger: Queryable,
  from: Date,
  to: Date,
  condition: string,
): Promise<ListedRejection[]> {
  return (await ledger.query<ListedRejection>(REJECTIONS_SQL(condition), [from, to])).rows;
}

const DEAD_LETTERS_SQL = (condition: string): string => `
  SELECT split_part(source_topic, '@', 1) AS source_topic, source_partition, source_offset, reason, quarantined_at
  FROM quarantine WHERE quarantined_at >= $1 AND quarantined_at < $2 AND ${condition}
  ORDER BY quarantined_at`;

/** A quarantined message and its dead letter. */
export interface ListedDeadLetter {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly reason: string;
  readonly quarantined_at: Date;
}

/**
 * Lists the dead letters of a time range and of offers, in order of time, under the record positions at which
 * they were published; those of an older log have another topic name now. `condition` is SQL over seller_id
 * and sku.
 */
export async function listQuarantined(
  ledger: Queryable,
  from: Date,
  to: Date,
  condition: string,
): Promise<ListedDeadLetter[]> {
  return (await ledger.query<ListedDeadLetter>(DEAD_LETTERS_SQL(condition), [from, to])).rows;
}
