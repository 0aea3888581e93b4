import type { Queryable } from '@stockproof/postgres';
import type { KeyRequest, KeyRequestStatus } from '../key-request.js';

const SQL = `
  SELECT request_id, seller_id, reason, requested_by, requested_at, approved_by, expires_at, key_id, collected_at,
    withdrawn_at, withdrawn_reason
  FROM key_request
  WHERE ($1::text IS NULL OR $1 = CASE WHEN key_id IS NOT NULL THEN 'collected'
      WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN expires_at IS NULL THEN 'requested'
      WHEN expires_at <= now() THEN 'expired' ELSE 'approved' END)
    AND ($2::text IS NULL OR (requested_at, request_id) < (
      SELECT requested_at, request_id FROM key_request WHERE request_id = $2))
  ORDER BY requested_at DESC, request_id DESC LIMIT $3`;

/** A page of keys that were asked for, the newest first. */
export async function listKeyRequests(
  db: Queryable,
  status: KeyRequestStatus | null,
  after: string | null,
  limit: number,
): Promise<KeyRequest[]> {
  return (
    await db.query<KeyRequest>({ name: 'list-key-requests', text: SQL, values: [status, after, limit] })
  ).rows;
}
