import { columns, type Queryable } from '@stockproof/postgres';
import type { ViewedLine } from '@stockproof/reservation-saga';

const SQL = `
  INSERT INTO reservation_line (reservation_id, line, seller_id, sku, location_id, quantity, status, reason, available)
  SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::bigint[])
  ON CONFLICT (reservation_id, line) DO UPDATE SET
    status = excluded.status, reason = excluded.reason, available = excluded.available`;

export async function upsertLines(
  db: Queryable,
  reservation_id: string,
  lines: readonly ViewedLine[],
): Promise<void> {
  const values = columns(
    lines,
    (one) => one.line,
    (one) => one.seller_id,
    (one) => one.sku,
    (one) => one.location_id,
    (one) => one.quantity,
    (one) => one.status,
    (one) => one.reason,
    (one) => one.available,
  );
  await db.query({ name: 'upsert-lines', text: SQL, values: [reservation_id, ...values] });
}
