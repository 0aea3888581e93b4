import type { Queryable } from '@stockproof/postgres';

const INSERT_SQL = `
  INSERT INTO break_glass (recovery_id, version, requested_by, broken_by, reason) VALUES ($1, $2, $3, $4, $5)`;

/** A break-glass approval, with its review if there is one. */
export interface BreakGlassRow {
  readonly recovery_id: string;
  /** Version of the event in the run's history. */
  readonly version: number;
  readonly requested_by: string;
  readonly broken_by: string;
  readonly reason: string;
}

/** Stores a break-glass approval, in the transaction that appends the event. */
export async function insertBreakGlass(db: Queryable, glass: BreakGlassRow): Promise<void> {
  const { recovery_id, version, requested_by, broken_by, reason } = glass;
  await db.query({
    name: 'insert-break-glass',
    text: INSERT_SQL,
    values: [recovery_id, version, requested_by, broken_by, reason],
  });
}

const WRITE_REVIEW_SQL = `
  UPDATE break_glass SET review = $2, reviewed_by = $3, reviewed_at = $4 WHERE recovery_id = $1 AND reviewed_at IS NULL`;

/** Stores a signed review for every break-glass approval of the run that was not reviewed. */
export async function writeReview(
  db: Queryable,
  recovery_id: string,
  review: string,
  by: string,
  at: string,
): Promise<void> {
  await db.query({ name: 'write-review', text: WRITE_REVIEW_SQL, values: [recovery_id, review, by, at] });
}

const LIST_SQL = `
  SELECT recovery_id, version, requested_by, broken_by, reason, broken_at, review,
    reviewed_at IS NULL AND now() - broken_at > make_interval(hours => $1) AS overdue
  FROM break_glass
  WHERE ($2::boolean IS NULL OR (reviewed_at IS NOT NULL) = $2)
    AND ($3::text IS NULL OR (broken_at, recovery_id, version) > (
      SELECT broken_at, recovery_id, version FROM break_glass WHERE recovery_id = $3 ORDER BY version DESC LIMIT 1))
  ORDER BY broken_at, recovery_id, version LIMIT $4`;

/** A break-glass approval. `version` is that of its event: a run may have several approvals. */
export interface ListedGlass {
  readonly recovery_id: string;
  readonly version: number;
  readonly requested_by: string;
  readonly broken_by: string;
  readonly reason: string;
  readonly broken_at: Date;
  /** The signed review as JSON; null if there is none. */
  readonly review: string | null;
  /** Not reviewed, and older than the allowed hours. */
  readonly overdue: boolean;
}

/** Lists break-glass approvals, the oldest first. \`reviewed\`: true, false, or null for all. */
export async function listBreakGlass(
  db: Queryable,
  within_hours: number,
  reviewed: boolean | null,
  after: string | null,
  limit: number,
): Promise<ListedGlass[]> {
  const values = [within_hours, reviewed, after, limit];
  return (await db.query<ListedGlass>({ name: 'list-break-glass', text: LIST_SQL, values })).rows;
}

const COUNT_UNREVIEWED_SQL = `
  SELECT count(*)::int AS unreviewed,
    count(*) FILTER (WHERE now() - broken_at > make_interval(hours => $1))::int AS overdue,
    coalesce(extract(epoch FROM now() - min(broken_at)), 0)::float8 AS oldest_seconds
  FROM break_glass WHERE reviewed_at IS NULL`;

/** How many break-glass approvals nobody has reviewed, and how many are overdue. */
export interface Unreviewed {
  readonly unreviewed: number;
  readonly overdue: number;
  /** Age of the oldest in seconds; 0 if there is none. */
  readonly oldest_seconds: number;
}

/** Counts the break-glass approvals that were not reviewed. */
export async function countUnreviewed(db: Queryable, within_hours: number): Promise<Unreviewed> {
  const { rows } = await db.query<Unreviewed>({
    name: 'count-unreviewed',
    text: COUNT_UNREVIEWED_SQL,
    values: [within_hours],
  });
  return rows[0] ?? { unreviewed: 0, overdue: 0, oldest_seconds: 0 };
}
