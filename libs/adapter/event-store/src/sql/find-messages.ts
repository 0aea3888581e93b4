import type { Queryable } from '@stockproof/postgres';
import type { Inserted } from './insert-events.js';

const SQL =
  'SELECT version, recorded_at FROM event WHERE stream = $1 AND message_id = ANY ($2::text[]) ORDER BY version';

/** Where these messages are in the stream already. */
export async function findMessages(
  db: Queryable,
  stream: string,
  message_ids: readonly string[],
): Promise<Inserted[]> {
  return (await db.query<Inserted>({ name: 'find-messages', text: SQL, values: [stream, message_ids] })).rows;
}
