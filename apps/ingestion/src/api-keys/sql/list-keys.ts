import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT key_id, created_at, created_by, approved_by, reason, successor_of, expires_at, revoked_at, revoked_by
  FROM api_key WHERE seller_id = $1 ORDER BY created_at, key_id`;

export interface KeyRow {
  readonly key_id: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly approved_by: string | null;
  readonly reason: string | null;
  /** The key of the seller's that made this one; null for one that two operators made. */
  readonly successor_of: string | null;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly revoked_by: string | null;
}

/** All keys of a seller, revoked and expired ones too. */
export async function listKeys(db: Queryable, seller_id: string): Promise<KeyRow[]> {
  return (await db.query<KeyRow>({ name: 'list-keys', text: SQL, values: [seller_id] })).rows;
}
