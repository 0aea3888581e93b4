import { bytea, columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { PoisonDelivery } from '../../decode/delivery.js';
import { detailOf, keptPoison, ownerOf, storable } from '../../decode/kept-poison.js';

const SQL = `
  INSERT INTO quarantine (
    quarantined_at, source_topic, source_partition, source_offset, reason, detail, owner, seller_id, event_id,
    sku, message_headers, message_key, key_bytes, message_value, value_bytes, value_digest, digest_of, held)
  SELECT $1::timestamptz, *
  FROM unnest($2::text[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::jsonb[], $12::bytea[], $13::bigint[], $14::bytea[], $15::bigint[], $16::bytea[], $17::text[], $18::text[])`;

/** Keeps each poison, whole up to the stated size, with where it stood and why it could not be applied. */
export async function writeQuarantine(
  db: Queryable,
  poisons: readonly PoisonDelivery[],
  quarantined_at_ms: number,
): Promise<void> {
  if (poisons.length === 0) return;
  const values = columns(
    poisons.map((poison) => ({ poison, kept: keptPoison(poison) })),
    ({ poison }) => poison.source_topic,
    ({ poison }) => poison.source_partition,
    ({ poison }) => poison.source_offset,
    ({ poison }) => poison.reason,
    ({ poison }) => detailOf(poison),
    ({ poison }) => ownerOf(poison),
    ({ poison }) => poison.seller_id,
    ({ poison }) => poison.event_id,
    ({ poison }) => poison.sku,
    ({ poison }) => storableHeaders(poison.headers),
    ({ kept }) => kept.key,
    ({ kept }) => kept.key_bytes,
    ({ kept }) => kept.value,
    ({ kept }) => kept.value_bytes,
    ({ kept }) => (kept.digest === null ? null : bytea(kept.digest)),
    ({ kept }) => kept.digest_of,
    ({ kept }) => kept.held,
  );
  await db.query({ name: 'write-quarantine', text: SQL, values: [timestamp(quarantined_at_ms), ...values] });
}

/** jsonb can hold neither U+0000 nor a lone surrogate; a header that has one is kept with a replacement. */
function storableHeaders(headers: Readonly<Record<string, string>>): string {
  const entries = Object.entries(headers).map(([name, value]) => [storable(name), storable(value)]);
  return JSON.stringify(Object.fromEntries(entries));
}
