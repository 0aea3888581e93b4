import type { Queryable } from '@stockproof/postgres';

const SQL = (condition: string): string => `
  SELECT split_part(source_topic, '@', 1) AS source_topic, source_partition, source_offset, reason, quarantined_at
  FROM quarantine WHERE quarantined_at >= $1 AND quarantined_at < $2 AND ${condition}
  ORDER BY quarantined_at`;

export interface ListedDeadLetter {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly reason: string;
  readonly quarantined_at: Date;
}

/**
 * In the order of their time, by the places at which they were told: what is kept of an older log goes by
 * another name now. Dead dead letters of a range of time, and of offers: a condition on seller_id and sku.
 */
export async function listQuarantined(
  ledger: Queryable,
  from: Date,
  to: Date,
  condition: string,
): Promise<ListedDeadLetter[]> {
  return (await ledger.query<ListedDeadLetter>(SQL(condition), [from, to])).rows;
}
