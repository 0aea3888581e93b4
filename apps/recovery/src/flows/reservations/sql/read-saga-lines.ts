import type { Queryable } from '@stockproof/postgres';
import type { SagaLine } from '@stockproof/verification';
import { streamCondition, type StreamScope } from '../stream-scope.js';

const SQL = (scope: string): string => `
  SELECT asked.stream, asked.data ->> 'reservation_id' AS reservation_id, asked.data ->> 'nonce' AS nonce,
    asked.number::int AS line, asked.value ->> 'seller_id' AS seller_id, asked.value ->> 'sku' AS sku,
    asked.value ->> 'location_id' AS location_id, asked.value -> 'quantity' AS quantity,
    coalesce(jsonb_agg(step.data -> 'version') FILTER (WHERE step.type = 'line_held'), '[]') AS held_at,
    coalesce(jsonb_agg(step.data -> 'version') FILTER (WHERE step.type = 'line_released'), '[]') AS released_at,
    coalesce(jsonb_agg(step.data -> 'version') FILTER (WHERE step.type = 'line_fulfilled'), '[]') AS fulfilled_at,
    count(*) FILTER (WHERE step.type = 'line_rejected')::int AS rejected
  FROM (
    SELECT event.stream, event.data, line.value, line.number
    FROM event CROSS JOIN LATERAL jsonb_array_elements(
      CASE jsonb_typeof(event.data -> 'lines') WHEN 'array' THEN event.data -> 'lines' ELSE '[]' END) WITH ORDINALITY AS line (value, number)
    WHERE event.type = 'reservation_requested' AND ${scope}
  ) AS asked
  LEFT JOIN event AS step ON step.stream = asked.stream AND step.data ->> 'line' = asked.number::text
    AND step.type IN ('line_held', 'line_released', 'line_fulfilled', 'line_rejected')
  GROUP BY asked.stream, asked.data, asked.number, asked.value`;

/** Every line that was asked for and what its history says became of it, worked out by SQL alone. */
export async function readSagaLines(db: Queryable, scope: StreamScope): Promise<SagaLine[]> {
  const { condition, values } = streamCondition(scope, 'event.stream');
  return (await db.query<SagaLine>(SQL(condition), [...values])).rows;
}
