import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT count(*)::int AS keys FROM api_key WHERE seller_id = $1 AND revoked_at IS NULL AND expires_at > now()`;

/** Keys of a seller that are neither revoked nor expired. */
export async function countActiveKeys(db: Queryable, seller_id: string): Promise<number> {
  return (
    (await db.query<{ keys: number }>({ name: 'count-active-keys', text: SQL, values: [seller_id] })).rows[0]
      ?.keys ?? 0
  );
}
