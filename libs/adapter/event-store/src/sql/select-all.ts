import type { Queryable } from '@stockproof/postgres';
import type { EventRow } from '../recorded-event.js';

const SQL = `
  SELECT position, transaction_id::text AS transaction_id, stream, version, type, schema_version, data, message_id,
    correlation_id, causation_id, recorded_at
  FROM event
  WHERE (transaction_id, position) > ($1::xid8, $2::bigint) AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY event.transaction_id, position
  LIMIT $3`;

/** The next events of all streams whose place nobody can come before any more. */
export async function selectAll(
  db: Queryable,
  transaction_id: string,
  position: number,
  limit: number,
): Promise<EventRow[]> {
  return (
    await db.query<EventRow>({ name: 'select-all', text: SQL, values: [transaction_id, position, limit] })
  ).rows;
}
