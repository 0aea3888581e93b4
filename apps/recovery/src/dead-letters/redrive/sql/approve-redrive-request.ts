import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE redrive_request SET approved_by = $2, approved_at = now(), expires_at = now() + make_interval(mins => $4)
  WHERE redrive_id = $1 AND digest = $3 AND requested_by <> $2 AND sent_at IS NULL AND withdrawn_at IS NULL`;

/** Notes an approval, in place of one before. False when it was sent or withdrawn meanwhile, or may not be approved by this person under this digest. */
export async function approveRedriveRequest(
  db: Queryable,
  redrive_id: string,
  by: string,
  digest: string,
  valid_minutes: number,
): Promise<boolean> {
  return (
    (
      await db.query({
        name: 'approve-redrive-request',
        text: SQL,
        values: [redrive_id, by, digest, valid_minutes],
      })
    ).rowCount === 1
  );
}
