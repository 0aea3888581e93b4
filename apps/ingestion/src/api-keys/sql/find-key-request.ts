import type { Queryable } from '@stockproof/postgres';
import type { KeyRequest } from '../key-request.js';

const SQL = `
  SELECT request_id, seller_id, reason, requested_by, requested_at, approved_by, expires_at, key_id, collected_at,
    withdrawn_at, withdrawn_reason
  FROM key_request WHERE request_id = $1`;

/** Undefined where nobody asked for it. */
export async function findKeyRequest(db: Queryable, request_id: string): Promise<KeyRequest | undefined> {
  return (await db.query<KeyRequest>({ name: 'find-key-request', text: SQL, values: [request_id] })).rows[0];
}
