import type { Queryable } from '@stockproof/postgres';

const SQL = 'INSERT INTO api_key (key_id, seller_id, secret_hash, created_by) VALUES ($1, $2, $3, $4)';

export async function insertKey(
  db: Queryable, key: { key_id: string; seller_id: string; secret_hash: Buffer; created_by: string },
): Promise<void> {
  await db.query({ name: 'insert-key', text: SQL, values: [key.key_id, key.seller_id, key.secret_hash, key.created_by] });
}
