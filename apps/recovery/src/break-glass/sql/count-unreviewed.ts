import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT count(*)::int AS unreviewed,
    count(*) FILTER (WHERE now() - broken_at > make_interval(hours => $1))::int AS overdue,
    coalesce(extract(epoch FROM now() - min(broken_at)), 0)::float8 AS oldest_seconds
  FROM break_glass WHERE reviewed_at IS NULL`;

export interface Unreviewed {
  readonly unreviewed: number;
  readonly overdue: number;
  /** Age of the oldest; 0 when there is none. */
  readonly oldest_seconds: number;
}

/** Broken glass that nobody has reviewed. */
export async function countUnreviewed(db: Queryable, within_hours: number): Promise<Unreviewed> {
  const { rows } = await db.query<Unreviewed>({
    name: 'count-unreviewed',
    text: SQL,
    values: [within_hours],
  });
  return rows[0] ?? { unreviewed: 0, overdue: 0, oldest_seconds: 0 };
}
