import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT seller_id, secret_hash, expires_at FROM api_key WHERE key_id = $1 AND revoked_at IS NULL AND expires_at > now()`;

export interface FoundKey {
  readonly seller_id: string;
  readonly secret_hash: Buffer;
  readonly expires_at: Date;
}

/** A key that is neither revoked nor expired. */
export async function findKey(db: Queryable, key_id: string): Promise<FoundKey | undefined> {
  return (await db.query<FoundKey>({ name: 'find-key', text: SQL, values: [key_id] })).rows[0];
}
