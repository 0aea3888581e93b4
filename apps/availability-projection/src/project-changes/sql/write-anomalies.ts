import { columns, type Queryable } from '@stockproof/postgres';
import type { Anomaly } from '../../view/view.js';

const SQL = `
  INSERT INTO projection_anomaly (
    seen_at, source_topic, source_partition, source_offset, kind, seller_id, sku, expected_version,
    found_version, detail)
  SELECT now(), $1::text, $2::int, *
  FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::text[])`;

/** Keeps what should not be in the history, with where it stood. */
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
  await db.query({ name: 'write-anomalies', text: SQL, values: [topic, partition, ...values] });
}
