import type { Queryable } from '@stockproof/postgres';
import type { EventRow } from '../recorded-event.js';

const SQL = `
  SELECT position, transaction_id::text AS transaction_id, stream, version, type, schema_version, data, message_id,
    correlation_id, causation_id, recorded_at
  FROM event WHERE stream = $1 AND version > $2 ORDER BY version`;

/** The events of a stream after a version, in order. */
export async function selectEvents(
  db: Queryable,
  stream: string,
  after_version: number,
): Promise<EventRow[]> {
  return (await db.query<EventRow>({ name: 'select-events', text: SQL, values: [stream, after_version] }))
    .rows;
}
