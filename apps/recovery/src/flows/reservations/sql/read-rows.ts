import type { Queryable } from '@stockproof/postgres';
import type { ReservationRow } from '@stockproof/verification';
import { streamCondition, type StreamScope } from '../stream-scope.js';

const SQL = (scope: string): string => `
  SELECT reservation_id, order_id, status, version, (extract(epoch FROM requested_at) * 1000)::float8 AS requested_at_ms,
    (extract(epoch FROM expires_at) * 1000)::float8 AS expires_at_ms, attempts, stuck,
    (extract(epoch FROM next_step_at) * 1000)::float8 AS next_step_at_ms,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object('line', line, 'seller_id', seller_id, 'sku', sku, 'location_id', location_id,
        'quantity', quantity, 'status', line.status, 'reason', reason, 'available', available) ORDER BY line, line.ctid)
      FROM reservation_line AS line WHERE line.reservation_id = reservation.reservation_id), '[]') AS lines
  FROM reservation WHERE ${scope}
  UNION ALL
  SELECT reservation_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    jsonb_build_array(jsonb_build_object('line', line, 'seller_id', seller_id, 'sku', sku, 'location_id', location_id,
      'quantity', quantity, 'status', status, 'reason', reason, 'available', available))
  FROM reservation_line AS orphan
  WHERE NOT EXISTS (SELECT FROM reservation WHERE reservation.reservation_id = orphan.reservation_id) AND ${scope}`;

/** What is read of the reservations of a scope; lines without a reservation stand as rows without anything else. */
export async function readRows(db: Queryable, scope: StreamScope): Promise<ReservationRow[]> {
  const { condition, values } = streamCondition(scope, `'reservation-' || reservation_id`);
  return (await db.query<ReservationRow>(SQL(condition), [...values])).rows;
}
