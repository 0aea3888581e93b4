import type { SchemaSeen } from '@stockproof/cdc';
import { columns, type Queryable } from '@stockproof/postgres';
import type { Anomaly, FoldCounts } from '../../view/view.js';

const ACCOUNT_SQL = `
  INSERT INTO projection_accounting AS kept (topic, partition, received, applied, late, duplicate, anomalous)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (topic, partition) DO UPDATE SET
    received = kept.received + excluded.received, applied = kept.applied + excluded.applied,
    late = kept.late + excluded.late, duplicate = kept.duplicate + excluded.duplicate,
    anomalous = kept.anomalous + excluded.anomalous`;

/** Adds a batch to the counts of its partition; a CHECK of the table refuses counts that do not add up. */
export async function countFold(
  db: Queryable,
  topic: string,
  partition: number,
  counts: FoldCounts,
): Promise<void> {
  const { received, applied, late, duplicate, anomalous } = counts;
  const values = [topic, partition, received, applied, late, duplicate, anomalous];
  await db.query({ name: 'count-fold', text: ACCOUNT_SQL, values });
}

const ANOMALIES_SQL = `
  INSERT INTO projection_anomaly (
    seen_at, source_topic, source_partition, source_offset, kind, seller_id, sku, expected_version,
    found_version, detail)
  SELECT now(), $1::text, $2::int, *
  FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::text[])`;

/** Stores anomalies with their record positions. */
export async function writeAnomalies(
  db: Queryable,
  topic: string,
  partition: number,
  anomalies: readonly Anomaly[],
): Promise<void> {
  if (anomalies.length === 0) return;
  const values = columns(
    anomalies,
    (one) => one.source_offset,
    (one) => one.kind,
    (one) => one.seller_id,
    (one) => one.sku,
    (one) => one.expected_version,
    (one) => one.found_version,
    (one) => one.detail,
  );
  await db.query({ name: 'write-anomalies', text: ANOMALIES_SQL, values: [topic, partition, ...values] });
}

const FINGERPRINT_SQL = `
  INSERT INTO schema_fingerprint (topic, fingerprint, first_seen_at, schema_json)
  VALUES ($1, $2, now(), $3) ON CONFLICT DO NOTHING`;

/** Stores a schema of the source table when it is first seen; evidence names the schemas that were read. */
export async function writeFingerprint(db: Queryable, topic: string, seen: SchemaSeen): Promise<void> {
  await db.query({
    name: 'write-fingerprint',
    text: FINGERPRINT_SQL,
    values: [topic, seen.fingerprint, seen.schema_json],
  });
}
