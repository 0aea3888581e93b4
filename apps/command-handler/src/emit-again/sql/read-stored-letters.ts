import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT stored.source_topic, stored.source_partition, stored.source_offset, stored.reason, stored.detail, stored.seller_id,
    stored.event_id, stored.sku, stored.message_key, stored.message_value, stored.message_headers, stored.quarantined_at,
    stored.value_bytes, encode(stored.value_digest, 'hex') AS value_digest, stored.digest_of, stored.held
  FROM unnest($1::text[], $2::int[], $3::bigint[]) AS asked (source_topic, source_partition, source_offset)
  JOIN quarantine AS stored USING (source_topic, source_partition, source_offset)`;

export interface LetterName {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

export interface StoredLetter extends LetterName {
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

/** Those of these dead letters that stand in quarantine. */
export async function readStoredLetters(
  db: Queryable,
  letters: readonly LetterName[],
): Promise<StoredLetter[]> {
  const values = [
    letters.map(({ source_topic }) => source_topic),
    letters.map(({ source_partition }) => source_partition),
    letters.map(({ source_offset }) => source_offset),
  ];
  return (await db.query<StoredLetter>({ name: 'read-stored-letters', text: SQL, values })).rows;
}
