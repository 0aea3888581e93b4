import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO api_key (key_id, seller_id, secret_hash, created_by, approved_by, reason, successor_of, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8))
  RETURNING expires_at`;

export interface KeyToInsert {
  readonly key_id: string;
  readonly seller_id: string;
  readonly secret_hash: Buffer;
  readonly created_by: string;
  /** The second person; null for a key that its predecessor made. */
  readonly approved_by: string | null;
  readonly reason: string | null;
  readonly successor_of: string | null;
}

/** Gives when it ends. */
export async function insertKey(db: Queryable, key: KeyToInsert, lives_days: number): Promise<Date> {
  const { key_id, seller_id, secret_hash, created_by, approved_by, reason, successor_of } = key;
  const values = [key_id, seller_id, secret_hash, created_by, approved_by, reason, successor_of, lives_days];
  const {
    rows: [row],
  } = await db.query<{ expires_at: Date }>({ name: 'insert-key', text: SQL, values });
  if (row === undefined) throw new Error(`the key ${key_id} was not written`);
  return row.expires_at;
}
