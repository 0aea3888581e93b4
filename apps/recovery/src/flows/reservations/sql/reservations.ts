import type { Queryable } from '@stockproof/postgres';
import type { ReservationRow } from '@stockproof/verification';
import { streamCondition, type StreamScope } from '../stream-scope.js';
import type { Radius } from '../../../evidence/recorded-flow.js';
import type { PlaceInLog } from '../../histories/consumed-up-to.js';

const STREAMS_SQL = (condition: string): string => `
  SELECT stream FROM event CROSS JOIN LATERAL jsonb_to_recordset(
    CASE jsonb_typeof(data -> 'lines') WHEN 'array' THEN data -> 'lines' ELSE '[]' END) AS line (seller_id text, sku text)
  WHERE type = 'reservation_requested' AND ${condition}
  UNION
  SELECT 'reservation-' || reservation_id FROM reservation_line WHERE ${condition}`;

/** Finds the streams of reservations that have an offer of the scope in their events or their read model. */
export async function findStreams(db: Queryable, condition: string): Promise<string[]> {
  return (await db.query<{ stream: string }>(STREAMS_SQL(condition))).rows.map(({ stream }) => stream);
}

const ROWS_SQL = (scope: string): string => `
  SELECT reservation_id, order_id, client, status, version, (extract(epoch FROM requested_at) * 1000)::float8 AS requested_at_ms,
    (extract(epoch FROM expires_at) * 1000)::float8 AS expires_at_ms, attempts, stuck, units,
    (extract(epoch FROM next_step_at) * 1000)::float8 AS next_step_at_ms,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object('line', line, 'seller_id', seller_id, 'sku', sku, 'location_id', location_id,
        'quantity', quantity, 'status', line.status, 'reason', reason, 'available', available) ORDER BY line, line.ctid)
      FROM reservation_line AS line WHERE line.reservation_id = reservation.reservation_id), '[]') AS lines
  FROM reservation WHERE ${scope}
  UNION ALL
  SELECT reservation_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    jsonb_build_array(jsonb_build_object('line', line, 'seller_id', seller_id, 'sku', sku, 'location_id', location_id,
      'quantity', quantity, 'status', status, 'reason', reason, 'available', available))
  FROM reservation_line AS orphan
  WHERE NOT EXISTS (SELECT FROM reservation WHERE reservation.reservation_id = orphan.reservation_id) AND ${scope}`;

/**
 * Reads the read model of the reservations of a scope; lines without a reservation are rows whose other
 * columns are null.
 */
export async function readRows(db: Queryable, scope: StreamScope): Promise<ReservationRow[]> {
  const { condition, values } = streamCondition(scope, `'reservation-' || reservation_id`);
  return (await db.query<ReservationRow>(ROWS_SQL(condition), [...values])).rows;
}

const RADIUS_SQL = (condition: string): string => `
  WITH touched AS (SELECT reservation_id, seller_id, sku FROM reservation_line WHERE ${condition})
  SELECT count(DISTINCT (seller_id, sku))::int AS offers, count(DISTINCT seller_id)::int AS sellers, coalesce((
    SELECT sum(version) FROM reservation WHERE reservation_id IN (SELECT reservation_id FROM touched)), 0)::bigint AS events
  FROM touched`;

/** Counts offers, sellers and events of the reservations of a scope. */
export async function measureReservations(db: Queryable, condition: string): Promise<Radius> {
  const { rows } = await db.query<Radius>(RADIUS_SQL(condition));
  return rows[0] ?? { offers: 0, sellers: 0, events: 0 };
}

const POSITIONS_SQL = `
  SELECT partition, topic_id, coalesce(next_offset, 0) AS next_offset FROM consumer_position WHERE consumer_group = $1 AND topic = $2`;

/**
 * Reads the reservation service's stored offsets for the ledger's decisions, by partition, in the log that it
 * knows.
 */
export async function readOutcomePositions(
  db: Queryable,
  consumer_group: string,
  topic: string,
): Promise<PlaceInLog[]> {
  return (await db.query<PlaceInLog>(POSITIONS_SQL, [consumer_group, topic])).rows;
}
