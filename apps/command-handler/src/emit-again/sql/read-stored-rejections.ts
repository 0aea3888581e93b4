import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT stored.seller_id, stored.event_id, stored.sku, stored.operation, stored.quantity, stored.reason, stored.facts,
    stored.event_time, stored.rejected_at, stored.source_topic, stored.source_partition, stored.source_offset
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, event_id)
  JOIN inventory_rejection AS stored USING (seller_id, event_id)`;

export interface EventName {
  readonly seller_id: string;
  readonly event_id: string;
}

export interface StoredRejection extends EventName {
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

/** Those of these events that were rejected, as it was decided the first time, whatever the kind of their source. */
export async function readStoredRejections(
  db: Queryable,
  events: readonly EventName[],
): Promise<StoredRejection[]> {
  const values = [events.map(({ seller_id }) => seller_id), events.map(({ event_id }) => event_id)];
  return (await db.query<StoredRejection>({ name: 'read-stored-rejections', text: SQL, values })).rows;
}
