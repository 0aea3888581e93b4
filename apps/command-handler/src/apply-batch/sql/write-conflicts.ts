import { bytea, columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { UpdateDelivery } from '../../decode/delivery.js';

const SQL = `
  INSERT INTO inventory_conflict (
    seen_at, source_topic, source_partition, source_offset, seller_id, event_id, request_hash, message_value)
  SELECT $1::timestamptz, *
  FROM unnest($2::text[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])`;

/** Keeps each message that reused an event id with another body, whole. */
export async function writeConflicts(
  db: Queryable,
  conflicts: readonly UpdateDelivery[],
  seen_at_ms: number,
): Promise<void> {
  if (conflicts.length === 0) return;
  const values = columns(
    conflicts,
    (conflict) => conflict.source_topic,
    (conflict) => conflict.source_partition,
    (conflict) => conflict.source_offset,
    (conflict) => conflict.update.seller_id,
    (conflict) => conflict.update.event_id,
    (conflict) => bytea(conflict.request_hash),
    (conflict) => conflict.value,
  );
  await db.query({ name: 'write-conflicts', text: SQL, values: [timestamp(seen_at_ms), ...values] });
}
