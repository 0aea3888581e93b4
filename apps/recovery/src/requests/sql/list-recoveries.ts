import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT recovery_id, flow, mode, scope, status, confidence_status, requested_by, requested_at, updated_at
  FROM recovery
  WHERE ($1::text IS NULL OR status = $1) AND ($2::timestamptz IS NULL OR requested_at < $2)
  ORDER BY requested_at DESC, recovery_id LIMIT $3`;

export interface RecoveryRow {
  readonly recovery_id: string;
  readonly flow: string;
  readonly mode: string;
  readonly scope: object;
  readonly status: string;
  readonly confidence_status: string | null;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly updated_at: Date;
}

/** Newest first; `before` is the requested_at of the last one of the page before. */
export async function listRecoveries(
  db: Queryable, status: string | null, before: string | null, limit: number,
): Promise<RecoveryRow[]> {
  const { rows } = await db.query<RecoveryRow>({ name: 'list-recoveries', text: SQL, values: [status, before, limit] });
  return rows;
}
