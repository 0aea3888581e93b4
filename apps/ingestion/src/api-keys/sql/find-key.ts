import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT seller_id, secret_hash FROM api_key WHERE key_id = $1 AND revoked_at IS NULL';

/** A key that is not revoked. */
export async function findKey(
  db: Queryable, key_id: string,
): Promise<{ seller_id: string; secret_hash: Buffer } | undefined> {
  const { rows } = await db.query<{ seller_id: string; secret_hash: Buffer }>({
    name: 'find-key', text: SQL, values: [key_id],
  });
  return rows[0];
}
