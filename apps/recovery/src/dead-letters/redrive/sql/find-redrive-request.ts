import type { Queryable } from '@stockproof/postgres';
import { REDRIVE_COLUMNS, redriveOf, type RedriveRow } from '../redrive-row.js';
import type { RedriveRequest } from '../redrive-request.js';

const SQL = `SELECT ${REDRIVE_COLUMNS} FROM redrive_request WHERE redrive_id = $1`;

/** Undefined where nobody asked for it. */
export async function findRedriveRequest(
  db: Queryable,
  redrive_id: string,
): Promise<RedriveRequest | undefined> {
  const { rows } = await db.query<RedriveRow>({
    name: 'find-redrive-request',
    text: SQL,
    values: [redrive_id],
  });
  return rows[0] === undefined ? undefined : redriveOf(rows[0]);
}
