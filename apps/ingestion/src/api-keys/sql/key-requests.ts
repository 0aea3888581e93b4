import type { Queryable } from '@stockproof/postgres';
import type { KeyRequest, KeyRequestStatus } from '../key-request.js';

const FIND_KEY_REQUEST_SQL = `
  SELECT request_id, seller_id, reason, requested_by, requested_at, approved_by, expires_at, key_id, collected_at,
    withdrawn_at, withdrawn_reason
  FROM key_request WHERE request_id = $1`;

/** Finds a key request; undefined if there is none. */
export async function findKeyRequest(db: Queryable, request_id: string): Promise<KeyRequest | undefined> {
  return (
    await db.query<KeyRequest>({ name: 'find-key-request', text: FIND_KEY_REQUEST_SQL, values: [request_id] })
  ).rows[0];
}

const LIST_KEY_REQUESTS_SQL = `
  SELECT request_id, seller_id, reason, requested_by, requested_at, approved_by, expires_at, key_id, collected_at,
    withdrawn_at, withdrawn_reason
  FROM key_request
  WHERE ($1::text IS NULL OR $1 = CASE WHEN key_id IS NOT NULL THEN 'collected'
      WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN expires_at IS NULL THEN 'requested'
      WHEN expires_at <= now() THEN 'expired' ELSE 'approved' END)
    AND ($2::text IS NULL OR (requested_at, request_id) < (
      SELECT requested_at, request_id FROM key_request WHERE request_id = $2))
  ORDER BY requested_at DESC, request_id DESC LIMIT $3`;

/** A page of key requests, the newest first. */
export async function listKeyRequests(
  db: Queryable,
  status: KeyRequestStatus | null,
  after: string | null,
  limit: number,
): Promise<KeyRequest[]> {
  return (
    await db.query<KeyRequest>({
      name: 'list-key-requests',
      text: LIST_KEY_REQUESTS_SQL,
      values: [status, after, limit],
    })
  ).rows;
}

const INSERT_KEY_REQUEST_SQL =
  'INSERT INTO key_request (request_id, seller_id, reason, requested_by) VALUES ($1, $2, $3, $4)';

type Asked = Pick<KeyRequest, 'request_id' | 'seller_id' | 'reason' | 'requested_by'>;

/** Stores a new key request. */
export async function insertKeyRequest(
  db: Queryable,
  { request_id, seller_id, reason, requested_by }: Asked,
): Promise<void> {
  await db.query({
    name: 'insert-key-request',
    text: INSERT_KEY_REQUEST_SQL,
    values: [request_id, seller_id, reason, requested_by],
  });
}

const APPROVE_KEY_REQUEST_SQL = `
  UPDATE key_request SET approved_by = $2, approved_at = now(), expires_at = now() + make_interval(mins => $3)
  WHERE request_id = $1 AND requested_by <> $2 AND key_id IS NULL AND withdrawn_at IS NULL`;

/**
 * Stores an approval, replacing an earlier one. False if the request was collected or withdrawn meanwhile, or
 * if this person made it.
 */
export async function approveKeyRequest(
  db: Queryable,
  request_id: string,
  by: string,
  valid_minutes: number,
): Promise<boolean> {
  const values = [request_id, by, valid_minutes];
  return (
    (await db.query({ name: 'approve-key-request', text: APPROVE_KEY_REQUEST_SQL, values })).rowCount === 1
  );
}

const COLLECT_KEY_REQUEST_SQL = `
  UPDATE key_request SET key_id = $3, collected_at = now()
  WHERE request_id = $1 AND requested_by = $2 AND key_id IS NULL AND withdrawn_at IS NULL AND approved_by IS NOT NULL AND expires_at > now()`;

/**
 * Stores the key of a request. False if it has one already, its approval is missing or expired, or it was
 * withdrawn.
 */
export async function collectKeyRequest(
  db: Queryable,
  request_id: string,
  by: string,
  key_id: string,
): Promise<boolean> {
  return (
    (
      await db.query({
        name: 'collect-key-request',
        text: COLLECT_KEY_REQUEST_SQL,
        values: [request_id, by, key_id],
      })
    ).rowCount === 1
  );
}

const WITHDRAW_KEY_REQUEST_SQL = `
  UPDATE key_request SET withdrawn_at = now(), withdrawn_reason = $3
  WHERE request_id = $1 AND requested_by = $2 AND key_id IS NULL AND withdrawn_at IS NULL`;

/**
 * Stores a withdrawal. False if the request was collected or withdrawn meanwhile, or if another person made
 * it.
 */
export async function withdrawKeyRequest(
  db: Queryable,
  request_id: string,
  by: string,
  reason: string,
): Promise<boolean> {
  const values = [request_id, by, reason];
  return (
    (await db.query({ name: 'withdraw-key-request', text: WITHDRAW_KEY_REQUEST_SQL, values })).rowCount === 1
  );
}
