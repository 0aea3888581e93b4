import type { Queryable } from '@stockproof/postgres';
import { REDRIVE_COLUMNS, redriveOf, type RedriveRow } from '../redrive-row.js';
import type { RedriveRequest, RedriveStatus } from '../redrive-request.js';

const SQL = `
  SELECT ${REDRIVE_COLUMNS} FROM redrive_request
  WHERE ($1::text IS NULL OR $1 = CASE WHEN sent_at IS NOT NULL THEN 'sent'
      WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN approved_at IS NULL THEN 'requested'
      WHEN expires_at <= now() THEN 'expired' ELSE 'approved' END)
    AND ($2::text IS NULL OR (requested_at, redrive_id) < (
      SELECT requested_at, redrive_id FROM redrive_request WHERE redrive_id = $2))
  ORDER BY requested_at DESC, redrive_id DESC LIMIT $3`;

/** A page of redrives that were asked for, the newest first. */
export async function listRedriveRequests(
  db: Queryable,
  status: RedriveStatus | null,
  after: string | null,
  limit: number,
): Promise<RedriveRequest[]> {
  const { rows } = await db.query<RedriveRow>({
    name: 'list-redrive-requests',
    text: SQL,
    values: [status, after, limit],
  });
  return rows.map(redriveOf);
}
