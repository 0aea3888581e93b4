import { bytea, columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { Rejection } from '../effects.js';
import { orStale } from '../stale-decision.js';

const SQL = `
  INSERT INTO inventory_rejection (
    rejected_at, seller_id, event_id, sku, operation, quantity, reason, facts, event_time, request_hash,
    source_topic, source_partition, source_offset, decided_on_version)
  SELECT $1::timestamptz, *
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::jsonb[],
    $9::timestamptz[], $10::bytea[], $11::text[], $12::int[], $13::bigint[], $14::bigint[])`;

/** Keeps each rejection as the final outcome of its event id. Throws StaleDecisionError when the id is taken by now. */
export async function writeRejections(
  db: Queryable,
  rejections: readonly Rejection[],
  rejected_at_ms: number,
): Promise<void> {
  if (rejections.length === 0) return;
  const values = columns(
    rejections,
    ({ delivery }) => delivery.update.seller_id,
    ({ delivery }) => delivery.update.event_id,
    ({ delivery }) => delivery.update.sku,
    ({ delivery }) => delivery.update.operation,
    ({ delivery }) => delivery.update.quantity,
    ({ reason }) => reason,
    ({ facts }) => JSON.stringify(facts),
    ({ delivery }) => timestamp(delivery.update.event_time_ms),
    ({ delivery }) => bytea(delivery.request_hash),
    ({ delivery }) => delivery.source_topic,
    ({ delivery }) => delivery.source_partition,
    ({ delivery }) => delivery.source_offset,
    ({ decided_on_version }) => decided_on_version,
  );
  const query = { name: 'write-rejections', text: SQL, values: [timestamp(rejected_at_ms), ...values] };
  await orStale(db.query(query), 'the id of a rejection');
}
