import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT recovery_id, version, requested_by, broken_by, reason, broken_at, review,
    reviewed_at IS NULL AND now() - broken_at > make_interval(hours => $1) AS overdue
  FROM break_glass
  WHERE ($2::boolean IS NULL OR (reviewed_at IS NOT NULL) = $2)
    AND ($3::text IS NULL OR (broken_at, recovery_id, version) > (
      SELECT broken_at, recovery_id, version FROM break_glass WHERE recovery_id = $3 ORDER BY version DESC LIMIT 1))
  ORDER BY broken_at, recovery_id, version LIMIT $4`;

export interface ListedGlass {
  readonly recovery_id: string;
  readonly version: number;
  readonly requested_by: string;
  readonly broken_by: string;
  readonly reason: string;
  readonly broken_at: Date;
  /** The signed review as JSON; null while nobody reviewed it. */
  readonly review: string | null;
  /** Not reviewed, and older than the hours that there are for it. */
  readonly overdue: boolean;
}

/** Broken glass, the oldest first. \`reviewed\`: only what is, only what is not, or null for all. */
export async function listBreakGlass(
  db: Queryable,
  within_hours: number,
  reviewed: boolean | null,
  after: string | null,
  limit: number,
): Promise<ListedGlass[]> {
  const values = [within_hours, reviewed, after, limit];
  return (await db.query<ListedGlass>({ name: 'list-break-glass', text: SQL, values })).rows;
}
