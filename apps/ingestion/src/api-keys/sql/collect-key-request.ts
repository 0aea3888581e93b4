import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE key_request SET key_id = $3, collected_at = now()
  WHERE request_id = $1 AND requested_by = $2 AND key_id IS NULL AND withdrawn_at IS NULL AND approved_by IS NOT NULL AND expires_at > now()`;

/** Notes the key that comes of a request. False when one did before, its approval is missing or too old, or it was withdrawn. */
export async function collectKeyRequest(
  db: Queryable,
  request_id: string,
  by: string,
  key_id: string,
): Promise<boolean> {
  return (
    (await db.query({ name: 'collect-key-request', text: SQL, values: [request_id, by, key_id] }))
      .rowCount === 1
  );
}
