import type { Queryable } from '@stockproof/postgres';
import { streamCondition, type StreamScope } from '../stream-scope.js';
import type { SagaLine } from '@stockproof/verification';

const EVENTS_SQL = (scope: string): string => `
  SELECT stream, version, type, schema_version, data, position, transaction_id::text AS transaction_id, recorded_at,
    transaction_id < pg_snapshot_xmin(pg_current_snapshot()) AS closed,
    concat_ws(E'\\x1f', stream, version::text, type, schema_version::text, data::text, coalesce(message_id, ''),
      coalesce(correlation_id, ''), coalesce(causation_id, ''), (extract(epoch FROM recorded_at) * 1000000)::bigint::text) AS content
  FROM event
  WHERE (transaction_id, position) > ($1::xid8, $2::bigint) AND ${scope}
  ORDER BY event.transaction_id, position LIMIT $3`;

/** An event in the form that a replay needs. */
export interface EventLine {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly position: number;
  readonly transaction_id: string;
  readonly recorded_at: Date;
  /** Whether no event can be added before it any more. */
  readonly closed: boolean;
  /** The whole event as one text, the input of its digest. */
  readonly content: string;
}

const PAGE = 5_000;

/** Reads the events of a scope in the store's order, page by page, in the snapshot of `db`. */
export async function* readEvents(db: Queryable, scope: StreamScope): AsyncGenerator<readonly EventLine[]> {
  const { condition, values } = streamCondition(scope, 'stream', 4);
  for (let [transaction_id, position] = ['0', 0]; ;) {
    const { rows } = await db.query<EventLine>(EVENTS_SQL(condition), [
      transaction_id,
      position,
      PAGE,
      ...values,
    ]);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    [transaction_id, position] = [last.transaction_id, last.position];
  }
}

const BOUNDS_SQL = `
  SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next, pg_snapshot_xmin(pg_current_snapshot())::text AS oldest`;

async function readBounds(db: Queryable): Promise<{ readonly next: string; readonly oldest: string }> {
  const { rows } = await db.query<{ next: string; oldest: string }>(BOUNDS_SQL);
  return rows[0] ?? { next: '0', oldest: '0' };
}

/** Every transaction that has begun so far is below this id. */
export async function readNextTransaction(db: Queryable): Promise<bigint> {
  return BigInt((await readBounds(db)).next);
}

/** Every transaction below this id has ended. */
export async function readOldestTransaction(db: Queryable): Promise<bigint> {
  return BigInt((await readBounds(db)).oldest);
}

const GAPS_SQL = (scope: string): string => `
  SELECT stream, count(*)::int AS events, max(version) AS newest FROM event WHERE ${scope}
  GROUP BY stream HAVING min(version) <> 1 OR count(*) <> max(version)`;

/** A stream that lacks a version. */
export interface StreamGap {
  readonly stream: string;
  readonly events: number;
  readonly newest: number;
}

/** Finds streams in which a version is missing or stored twice. */
export async function findStreamGaps(db: Queryable, scope: StreamScope): Promise<StreamGap[]> {
  const { condition, values } = streamCondition(scope, 'stream');
  return (await db.query<StreamGap>(GAPS_SQL(condition), [...values])).rows;
}

/** The parts that took units of the line `asked`, with what the events say of each. */
const PARTS_SQL = `
    coalesce((
      SELECT jsonb_agg(jsonb_build_object('part', begun.data -> 'part', 'quantity', taken.value -> 'quantity',
        'operation', CASE begun.data ->> 'action' WHEN 'confirm' THEN 'F' ELSE 'U' END,
        'decided_at', coalesce((
          SELECT jsonb_agg(one.data -> 'version') FROM event AS one
          WHERE one.stream = asked.stream AND one.data -> 'part' = begun.data -> 'part'
            AND one.data -> 'line' = taken.value -> 'line' AND one.type IN ('line_released', 'line_fulfilled')), '[]'),
        'ended', EXISTS (
          SELECT FROM event AS one
          WHERE one.stream = asked.stream AND one.data -> 'part' = begun.data -> 'part'
            AND one.data -> 'line' = taken.value -> 'line'
            AND one.type IN ('line_released', 'line_fulfilled', 'step_conflicted')),
        'returned', EXISTS (
          SELECT FROM event AS one
          WHERE one.stream = asked.stream AND one.data -> 'part' = begun.data -> 'part'
            AND one.data -> 'line' = taken.value -> 'line' AND one.type = 'step_refused'
            AND NOT EXISTS (
              SELECT FROM event AS turn WHERE turn.stream = asked.stream AND turn.version < one.version
                AND turn.type IN ('confirm_begun', 'release_begun')))))
      FROM event AS begun CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(begun.data -> 'lines') WHEN 'array' THEN begun.data -> 'lines' ELSE '[]' END) AS taken (value)
      WHERE begun.stream = asked.stream AND begun.type = 'part_begun'
        AND taken.value ->> 'line' = asked.number::text), '[]')`;

const LINES_SQL = `CROSS JOIN LATERAL jsonb_array_elements(
      CASE jsonb_typeof(event.data -> 'lines') WHEN 'array' THEN event.data -> 'lines' ELSE '[]' END) WITH ORDINALITY AS line (value, number)`;

const SAGA_LINES_SQL = (scope: string): string => `
  SELECT asked.stream, asked.data ->> 'reservation_id' AS reservation_id, asked.data ->> 'nonce' AS nonce,
    asked.number::int AS line, asked.allocated_from, asked.value ->> 'seller_id' AS seller_id, asked.value ->> 'sku' AS sku,
    asked.value ->> 'location_id' AS location_id, asked.value -> 'quantity' AS quantity,
    coalesce(jsonb_agg(step.data -> 'version') FILTER (WHERE step.type = 'line_held'), '[]') AS held_at,
    coalesce(jsonb_agg(step.data -> 'version') FILTER (WHERE step.type = 'line_released' AND step.data -> 'part' IS NULL), '[]') AS released_at,
    coalesce(jsonb_agg(step.data -> 'version') FILTER (WHERE step.type = 'line_fulfilled' AND step.data -> 'part' IS NULL), '[]') AS fulfilled_at,
    count(*) FILTER (WHERE step.type = 'line_rejected')::int AS rejected,
    count(*) FILTER (WHERE step.data -> 'part' IS NULL AND (step.type IN ('line_released', 'line_fulfilled')
      OR (step.type = 'step_conflicted' AND step.data ->> 'operation' <> 'R'))) > 0 AS rest_ended,
    ${PARTS_SQL} AS parts
  FROM (
    SELECT event.stream, event.data, line.value, line.number, NULL::int AS allocated_from
    FROM event ${LINES_SQL}
    WHERE event.type = 'reservation_requested' AND ${scope}
    UNION ALL
    SELECT event.stream, request.data, line.value, (line.value ->> 'line')::bigint, (event.data ->> 'line')::int
    FROM event JOIN event AS request ON request.stream = event.stream AND request.type = 'reservation_requested' ${LINES_SQL}
    WHERE event.type = 'line_allocated' AND ${scope}
  ) AS asked
  LEFT JOIN event AS step ON step.stream = asked.stream AND step.data ->> 'line' = asked.number::text
    AND step.type IN ('line_held', 'line_released', 'line_fulfilled', 'line_rejected', 'step_conflicted')
  GROUP BY asked.stream, asked.data, asked.number, asked.value, asked.allocated_from`;

/** Reads every requested and allocated line and its state according to its history, computed in SQL only. */
export async function readSagaLines(db: Queryable, scope: StreamScope): Promise<SagaLine[]> {
  const { condition, values } = streamCondition(scope, 'event.stream');
  return (await db.query<SagaLine>(SAGA_LINES_SQL(condition), [...values])).rows;
}
