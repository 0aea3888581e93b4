import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE redrive_request SET withdrawn_at = now(), withdrawn_reason = $3
  WHERE redrive_id = $1 AND requested_by = $2 AND sent_at IS NULL AND withdrawn_at IS NULL`;

/** Notes that whoever asked takes it back. False when it was sent or withdrawn meanwhile, or another person asked for it. */
export async function withdrawRedriveRequest(
  db: Queryable,
  redrive_id: string,
  by: string,
  reason: string,
): Promise<boolean> {
  const values = [redrive_id, by, reason];
  return (await db.query({ name: 'withdraw-redrive-request', text: SQL, values })).rowCount === 1;
}
