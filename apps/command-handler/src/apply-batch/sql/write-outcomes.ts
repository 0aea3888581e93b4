import type { Accounting } from '@stockproof/ledger';
import { bytea, columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { PoisonDelivery, Source, UpdateDelivery } from '../../decode/delivery.js';
import { detailOf, keptPoison, assigneeOf, storable } from '../../decode/kept-poison.js';
import type { Redelivery, Rejection } from '../effects.js';
import { orStale } from '../stale-decision.js';

const ACCOUNT_SQL = `
  INSERT INTO accounting AS kept
    (topic, partition, received, accepted, superseded, duplicate, conflict, rejected, quarantined)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (topic, partition) DO UPDATE SET
    received = kept.received + excluded.received, accepted = kept.accepted + excluded.accepted,
    superseded = kept.superseded + excluded.superseded, duplicate = kept.duplicate + excluded.duplicate,
    conflict = kept.conflict + excluded.conflict, rejected = kept.rejected + excluded.rejected,
    quarantined = kept.quarantined + excluded.quarantined`;

/**
 * Adds a batch to the counts of its partition. A CHECK of the table refuses counts that do not add up
 * (docs/design.md#idempotency-key).
 */
export async function countOutcomes(
  db: Queryable,
  topic: string,
  partition: number,
  counts: Accounting,
): Promise<void> {
  await db.query({
    name: 'count-outcomes',
    text: ACCOUNT_SQL,
    values: [
      topic,
      partition,
      counts.received,
      counts.accepted,
      counts.superseded,
      counts.duplicate,
      counts.conflict,
      counts.rejected,
      counts.quarantined,
    ],
  });
}

const REJECTIONS_SQL = `
  INSERT INTO inventory_rejection (
    rejected_at, seller_id, event_id, sku, operation, quantity, reason, facts, event_time, request_hash,
    source_topic, source_partition, source_offset, decided_on_version)
  SELECT $1::timestamptz, *
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::jsonb[],
    $9::timestamptz[], $10::bytea[], $11::text[], $12::int[], $13::bigint[], $14::bigint[])`;

/** What is stored of a rejection. */
export interface RejectionToStore extends Omit<Rejection, 'delivery'> {
  readonly delivery: Source &
    Pick<UpdateDelivery, 'request_hash'> & {
      readonly update: Pick<
        UpdateDelivery['update'],
        'seller_id' | 'event_id' | 'sku' | 'operation' | 'quantity' | 'event_time_ms'
      >;
    };
}

/**
 * Stores each rejection as the final outcome of its event id. Rejects with StaleDecisionError if the id was
 * used meanwhile.
 */
export async function writeRejections(
  db: Queryable,
  rejections: readonly RejectionToStore[],
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
  const query = {
    name: 'write-rejections',
    text: REJECTIONS_SQL,
    values: [timestamp(rejected_at_ms), ...values],
  };
  await orStale(db.query(query), 'the id of a rejection');
}

const QUARANTINE_SQL = `
  INSERT INTO quarantine (
    quarantined_at, source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, event_id,
    sku, message_headers, message_key, key_bytes, message_value, value_bytes, value_digest, digest_of, held)
  SELECT $1::timestamptz, *
  FROM unnest($2::text[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::jsonb[], $12::bytea[], $13::bigint[], $14::bytea[], $15::bigint[], $16::bytea[], $17::text[], $18::text[])`;

/** Stores each poison message, whole up to KEPT_BYTES, with its record position and the reason. */
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
    ({ poison }) => assigneeOf(poison),
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
  await db.query({
    name: 'write-quarantine',
    text: QUARANTINE_SQL,
    values: [timestamp(quarantined_at_ms), ...values],
  });
}

/** jsonb can store neither U+0000 nor an unpaired surrogate; they are replaced in headers. */
function storableHeaders(headers: Readonly<Record<string, string>>): string {
  const entries = Object.entries(headers).map(([name, value]) => [storable(name), storable(value)]);
  return JSON.stringify(Object.fromEntries(entries));
}

const CONFLICTS_SQL = `
  INSERT INTO inventory_conflict (
    seen_at, source_topic, source_partition, source_offset, seller_id, event_id, request_hash, message_value)
  SELECT $1::timestamptz, *
  FROM unnest($2::text[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])`;

/** Stores each message that used a known event id with another body, whole. */
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
  await db.query({
    name: 'write-conflicts',
    text: CONFLICTS_SQL,
    values: [timestamp(seen_at_ms), ...values],
  });
}

const REDELIVERIES_SQL = `
  INSERT INTO inventory_redelivery AS kept (updated_at, source_kind, seller_id, event_id, duplicates, conflicts)
  SELECT $1::timestamptz, *
  FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
  ON CONFLICT (seller_id, event_id, source_kind) DO UPDATE SET
    duplicates = kept.duplicates + excluded.duplicates,
    conflicts = kept.conflicts + excluded.conflicts,
    updated_at = excluded.updated_at`;

/** Adds how often each event came again: with the same body (duplicates), with another one (conflicts). */
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
  await db.query({
    name: 'write-redeliveries',
    text: REDELIVERIES_SQL,
    values: [timestamp(seen_at_ms), ...values],
  });
}
