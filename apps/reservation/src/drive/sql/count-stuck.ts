import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT count(*) AS stuck FROM reservation WHERE stuck';

export async function countStuck(db: Queryable): Promise<number> {
  return (await db.query<{ stuck: number }>({ name: 'count-stuck', text: SQL })).rows[0]?.stuck ?? 0;
}
