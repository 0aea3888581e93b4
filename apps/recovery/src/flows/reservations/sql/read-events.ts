import type { Queryable } from '@stockproof/postgres';
import { streamCondition, type StreamScope } from '../stream-scope.js';

const SQL = (scope: string): string => `
  SELECT stream, version, type, schema_version, data, position, transaction_id::text AS transaction_id, recorded_at,
    transaction_id < pg_snapshot_xmin(pg_current_snapshot()) AS closed,
    concat_ws(E'\\x1f', stream, version::text, type, schema_version::text, data::text, coalesce(message_id, ''),
      coalesce(correlation_id, ''), coalesce(causation_id, ''), (extract(epoch FROM recorded_at) * 1000000)::bigint::text) AS content
  FROM event
  WHERE (transaction_id, position) > ($1::xid8, $2::bigint) AND ${scope}
  ORDER BY event.transaction_id, position LIMIT $3`;

/** An event as a replay reads it. */
export interface EventLine {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly position: number;
  readonly transaction_id: string;
  readonly recorded_at: Date;
  /** Whether nothing can come before it any more. */
  readonly closed: boolean;
  /** Everything it says, as one text: what its digest is over. */
  readonly content: string;
}

const PAGE = 5_000;

/** The events of a scope in the store's order, page by page, as of the snapshot of `db`. */
export async function* readEvents(db: Queryable, scope: StreamScope): AsyncGenerator<readonly EventLine[]> {
  const { condition, values } = streamCondition(scope, 'stream', 4);
  for (let [transaction_id, position] = ['0', 0]; ;) {
    const { rows } = await db.query<EventLine>(SQL(condition), [transaction_id, position, PAGE, ...values]);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    [transaction_id, position] = [last.transaction_id, last.position];
  }
}
