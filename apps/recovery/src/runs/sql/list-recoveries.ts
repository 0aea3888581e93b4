import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT recovery_id, flow, mode, scope, status, confidence_status, requested_by, requested_at, updated_at
  FROM recovery
  WHERE ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR (requested_at, recovery_id) < (SELECT requested_at, recovery_id FROM recovery WHERE recovery_id = $2))
  ORDER BY requested_at DESC, recovery_id DESC LIMIT $3`;

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

/** Newest first; `after` is the last one of the page before: nothing is told after one that there is not. */
export async function listRecoveries(
  db: Queryable,
  status: string | null,
  after: string | null,
  limit: number,
): Promise<RecoveryRow[]> {
  const { rows } = await db.query<RecoveryRow>({
    name: 'list-recoveries',
    text: SQL,
    values: [status, after, limit],
  });
  return rows;
}
