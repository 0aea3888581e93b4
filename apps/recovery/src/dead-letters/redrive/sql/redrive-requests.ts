import type { RedriveRequest, RedriveAsked, RedriveStatus } from '../redrive-request.js';
import type { Queryable } from '@stockproof/postgres';

/** The columns of a redrive request. */
const REDRIVE_COLUMNS = `
  redrive_id, source_topic, source_partition, source_offset, seller_id, event_id, value, payload_digest, digest, reason,
  requested_by, requested_at, approved_by, approved_at, expires_at, sent_by, sent_at,
  withdrawn_at, withdrawn_reason`;

/** A row with these columns. */
interface RedriveRow extends Omit<RedriveRequest, 'place' | 'approval' | 'sent' | 'withdrawn'> {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly approved_by: string | null;
  readonly approved_at: Date;
  readonly expires_at: Date;
  readonly sent_by: string | null;
  readonly sent_at: Date;
  readonly withdrawn_at: Date | null;
  readonly withdrawn_reason: string;
}

function redriveOf(row: RedriveRow): RedriveRequest {
  const { source_topic: topic, source_partition: partition, source_offset: offset, ...rest } = row;
  const { approved_by, approved_at, expires_at, sent_by, sent_at, withdrawn_at, withdrawn_reason, ...asked } =
    rest;
  return {
    ...asked,
    place: { topic, partition, offset },
    approval: approved_by === null ? null : { by: approved_by, at: approved_at, expires_at },
    sent: sent_by === null ? null : { by: sent_by, at: sent_at },
    withdrawn: withdrawn_at === null ? null : { at: withdrawn_at, reason: withdrawn_reason },
  };
}

const INSERT_SQL = `
  INSERT INTO redrive_request (redrive_id, source_topic, source_partition, source_offset, seller_id, event_id, value, payload_digest, digest, reason, requested_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

/** Stores a new redrive request. */
export async function insertRedriveRequest(db: Queryable, asked: RedriveAsked): Promise<void> {
  const { redrive_id, place, seller_id, event_id, value, payload_digest, digest, reason, requested_by } =
    asked;
  const values = [
    redrive_id,
    place.topic,
    place.partition,
    place.offset,
    seller_id,
    event_id,
    value,
    payload_digest,
    digest,
    reason,
    requested_by,
  ];
  await db.query({ name: 'insert-redrive-request', text: INSERT_SQL, values });
}

const FIND_SQL = `SELECT ${REDRIVE_COLUMNS} FROM redrive_request WHERE redrive_id = $1`;

/** Finds a key request; undefined if there is none. */
export async function findRedriveRequest(
  db: Queryable,
  redrive_id: string,
): Promise<RedriveRequest | undefined> {
  const { rows } = await db.query<RedriveRow>({
    name: 'find-redrive-request',
    text: FIND_SQL,
    values: [redrive_id],
  });
  return rows[0] === undefined ? undefined : redriveOf(rows[0]);
}

const LIST_SQL = `
  SELECT ${REDRIVE_COLUMNS} FROM redrive_request
  WHERE ($1::text IS NULL OR $1 = CASE WHEN sent_at IS NOT NULL THEN 'sent'
      WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN approved_at IS NULL THEN 'requested'
      WHEN expires_at <= now() THEN 'expired' ELSE 'approved' END)
    AND ($2::text IS NULL OR (requested_at, redrive_id) < (
      SELECT requested_at, redrive_id FROM redrive_request WHERE redrive_id = $2))
  ORDER BY requested_at DESC, redrive_id DESC LIMIT $3`;

/** A page of redrive requests, the newest first. */
export async function listRedriveRequests(
  db: Queryable,
  status: RedriveStatus | null,
  after: string | null,
  limit: number,
): Promise<RedriveRequest[]> {
  const { rows } = await db.query<RedriveRow>({
    name: 'list-redrive-requests',
    text: LIST_SQL,
    values: [status, after, limit],
  });
  return rows.map(redriveOf);
}

const APPROVE_SQL = `
  UPDATE redrive_request SET approved_by = $2, approved_at = now(), expires_at = now() + make_interval(mins => $4)
  WHERE redrive_id = $1 AND digest = $3 AND requested_by <> $2 AND sent_at IS NULL AND withdrawn_at IS NULL`;

/**
 * Stores an approval, replacing an earlier one. False if it was sent or withdrawn meanwhile, or if this
 * person may not approve it with this digest.
 */
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
        text: APPROVE_SQL,
        values: [redrive_id, by, digest, valid_minutes],
      })
    ).rowCount === 1
  );
}

const WITHDRAW_SQL = `
  UPDATE redrive_request SET withdrawn_at = now(), withdrawn_reason = $3
  WHERE redrive_id = $1 AND requested_by = $2 AND sent_at IS NULL AND withdrawn_at IS NULL`;

/** Stores a withdrawal. False if it was sent or withdrawn meanwhile, or if another person requested it. */
export async function withdrawRedriveRequest(
  db: Queryable,
  redrive_id: string,
  by: string,
  reason: string,
): Promise<boolean> {
  const values = [redrive_id, by, reason];
  return (await db.query({ name: 'withdraw-redrive-request', text: WITHDRAW_SQL, values })).rowCount === 1;
}
