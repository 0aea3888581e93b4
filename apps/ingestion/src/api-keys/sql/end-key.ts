import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE api_key SET expires_at = least(expires_at, now() + make_interval(hours => $3))
  WHERE seller_id = $1 AND key_id = $2 AND revoked_at IS NULL AND expires_at > now()
  RETURNING expires_at`;

/** Has a key end so many hours from now, or as early as it would. Undefined where it is revoked, expired or another seller's. */
export async function endKey(
  db: Queryable,
  seller_id: string,
  key_id: string,
  hours: number,
): Promise<Date | undefined> {
  const { rows } = await db.query<{ expires_at: Date }>({
    name: 'end-key',
    text: SQL,
    values: [seller_id, key_id, hours],
  });
  return rows[0]?.expires_at;
}
