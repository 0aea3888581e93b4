import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE key_request SET withdrawn_at = now(), withdrawn_reason = $3
  WHERE request_id = $1 AND requested_by = $2 AND key_id IS NULL AND withdrawn_at IS NULL`;

/** Notes that whoever asked takes it back. False when it was collected or withdrawn meanwhile, or another person asked for it. */
export async function withdrawKeyRequest(
  db: Queryable,
  request_id: string,
  by: string,
  reason: string,
): Promise<boolean> {
  const values = [request_id, by, reason];
  return (await db.query({ name: 'withdraw-key-request', text: SQL, values })).rowCount === 1;
}
