import { columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { Redelivery } from '../effects.js';

const SQL = `
  INSERT INTO inventory_redelivery AS kept (updated_at, source_kind, seller_id, event_id, duplicates, conflicts)
  SELECT $1::timestamptz, *
  FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
  ON CONFLICT (seller_id, event_id, source_kind) DO UPDATE SET
    duplicates = kept.duplicates + excluded.duplicates,
    conflicts = kept.conflicts + excluded.conflicts,
    updated_at = excluded.updated_at`;

/** Adds how often each event came again: with the same body (duplicates), with another (conflicts). */
export async function writeRedeliveries(
  db: Queryable,
  redeliveries: readonly Redelivery[],
  seen_at_ms: number,
): Promise<void> {
  if (redeliveries.length === 0) return;
  const values = columns(
    redeliveries,
    (again) => again.source_kind,
    (again) => again.seller_id,
    (again) => again.event_id,
    (again) => again.duplicates,
    (again) => again.conflicts,
  );
  await db.query({ name: 'write-redeliveries', text: SQL, values: [timestamp(seen_at_ms), ...values] });
}
