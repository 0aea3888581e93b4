import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT stored.source_topic, stored.source_partition, stored.source_offset, stored.reason, stored.detail, stored.seller_id,
    stored.event_id, stored.sku, stored.message_key, stored.message_value, stored.message_headers, stored.quarantined_at,
    stored.value_bytes, encode(stored.value_digest, 'hex') AS value_digest, stored.digest_of, stored.held
  FROM unnest($1::text[], $2::int[], $3::bigint[]) AS asked (source_topic, source_partition, source_offset)
  JOIN quarantine AS stored USING (source_topic, source_partition, source_offset)`;

export interface DeadLetterName {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

export interface StoredDeadLetter extends DeadLetterName {
  readonly reason: string;
  readonly detail: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
  readonly message_key: Buffer | null;
  readonly message_value: Buffer | null;
  readonly message_headers: Readonly<Record<string, string>>;
  readonly quarantined_at: Date;
  readonly value_bytes: number | null;
  readonly value_digest: string | null;
  readonly digest_of: 'value' | 'record' | 'batch' | null;
  readonly held: 'whole' | 'head' | 'record' | 'batch';
}

/** Those of these dead letters that are in quarantine. */
export async function readStoredDeadLetters(
  db: Queryable,
  deadLetters: readonly DeadLetterName[],
): Promise<StoredDeadLetter[]> {
  const values = [
    deadLetters.map(({ source_topic }) => source_topic),
    deadLetters.map(({ source_partition }) => source_partition),
    deadLetters.map(({ source_offset }) => source_offset),
  ];
  return (await db.query<StoredDeadLetter>({ name: 'read-stored-letters', text: SQL, values })).rows;
}
