import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE key_request SET approved_by = $2, approved_at = now(), expires_at = now() + make_interval(mins => $3)
  WHERE request_id = $1 AND requested_by <> $2 AND key_id IS NULL AND withdrawn_at IS NULL`;

/** Notes an approval, in place of one before. False when it was collected or withdrawn meanwhile, or this person asked for it. */
export async function approveKeyRequest(
  db: Queryable,
  request_id: string,
  by: string,
  valid_minutes: number,
): Promise<boolean> {
  const values = [request_id, by, valid_minutes];
  return (await db.query({ name: 'approve-key-request', text: SQL, values })).rowCount === 1;
}
