import type { FunctionName } from '@stockproof/availability';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT name, version, digest, recovery_id, previous_name, previous_version, previous_digest, rows_changed
  FROM projection_function WHERE role = 'live'`;

/** What the view is made with. */
export interface ProjectionSeen {
  readonly live: FunctionName;
  /** The recovery that put it in place, and what was there before; null for the first. */
  readonly promoted_by: {
    readonly recovery_id: string;
    readonly before: FunctionName;
    readonly rows_changed: number;
  } | null;
}

interface Row extends FunctionName {
  readonly recovery_id: string | null;
  readonly previous_name: string | null;
  readonly previous_version: number | null;
  readonly previous_digest: string | null;
  readonly rows_changed: number;
}

/** The function of the live view, and who promoted it. */
export async function readProjection(db: Queryable): Promise<ProjectionSeen> {
  const [row] = (await db.query<Row>(SQL)).rows;
  if (row === undefined) throw new Error('projection_function does not say what the view is made with');
  const {
    name,
    version,
    digest,
    recovery_id,
    previous_name,
    previous_version,
    previous_digest,
    rows_changed,
  } = row;
  const live = { name, version, digest };
  if (recovery_id === null || previous_name === null) return { live, promoted_by: null };
  const before = { name: previous_name, version: previous_version ?? 1, digest: previous_digest };
  return { live, promoted_by: { recovery_id, before, rows_changed } };
}
