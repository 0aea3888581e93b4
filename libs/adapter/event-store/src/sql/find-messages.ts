import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT version, message_id FROM event WHERE stream = $1 AND message_id = ANY ($2::text[]) ORDER BY version';

/** Where these messages stand in the stream already. */
export async function findMessages(
  db: Queryable, stream: string, message_ids: readonly string[],
): Promise<{ version: number; message_id: string }[]> {
  return (await db.query<{ version: number; message_id: string }>({ name: 'find-messages', text: SQL, values: [stream, message_ids] })).rows;
}
