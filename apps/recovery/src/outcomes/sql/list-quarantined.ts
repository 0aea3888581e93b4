import type { Queryable } from '@stockproof/postgres';

const SQL = (condition: string): string => `
  SELECT source_topic, source_partition, source_offset, reason, quarantined_at
  FROM quarantine WHERE quarantined_at >= $1 AND quarantined_at < $2 AND ${condition}`;

export interface ListedLetter {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly reason: string;
  readonly quarantined_at: Date;
}

/** Dead letters of a range of time, and of offers: a condition on seller_id and sku. */
export async function listQuarantined(ledger: Queryable, from: Date, to: Date, condition: string): Promise<ListedLetter[]> {
  return (await ledger.query<ListedLetter>(SQL(condition), [from, to])).rows;
}
