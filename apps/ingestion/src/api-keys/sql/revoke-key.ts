import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE api_key SET revoked_at = coalesce(revoked_at, now()), revoked_by = coalesce(revoked_by, $3)
  WHERE seller_id = $1 AND key_id = $2`;

/** Revokes for good; again is no error. False when the seller has no such key. */
export async function revokeKey(
  db: Queryable,
  seller_id: string,
  key_id: string,
  revoked_by: string,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'revoke-key',
    text: SQL,
    values: [seller_id, key_id, revoked_by],
  });
  return rowCount === 1;
}
