import type { Queryable } from '@stockproof/postgres';
import type { RunState } from '@stockproof/recovery-run';

const UPSERT_SQL = `
  INSERT INTO recovery (recovery_id, flow, mode, scope, status, confidence_status, requested_by, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (recovery_id) DO UPDATE SET status = excluded.status, confidence_status = excluded.confidence_status,
    version = excluded.version, updated_at = now()`;

/** Writes the list entry of a run, in the transaction that appends its events. */
export async function upsertRecovery(db: Queryable, state: RunState, version: number): Promise<void> {
  const { request, status, confidence_status, requested_by } = state;
  if (request === null) return;
  const { recovery_id, flow, mode, scope } = request;
  await db.query({
    name: 'upsert-recovery',
    text: UPSERT_SQL,
    values: [
      recovery_id,
      flow,
      mode,
      JSON.stringify(scope),
      status,
      confidence_status,
      requested_by,
      version,
    ],
  });
}

const LIST_SQL = `
  SELECT recovery_id, flow, mode, scope, status, confidence_status, requested_by, requested_at, updated_at
  FROM recovery
  WHERE ($1::text IS NULL OR status = $1) AND ($4::text IS NULL OR flow = $4) AND ($5::text IS NULL OR mode = $5)
    AND ($6::text IS NULL OR confidence_status = $6) AND ($7::text IS NULL OR requested_by = $7)
    AND ($8::timestamptz IS NULL OR requested_at >= $8)
    AND ($2::text IS NULL OR (requested_at, recovery_id) < (SELECT requested_at, recovery_id FROM recovery WHERE recovery_id = $2))
  ORDER BY requested_at DESC, recovery_id DESC LIMIT $3`;

/** Which runs are listed; null does not restrict. `since` is of the request. */
export interface WantedRuns {
  readonly status: string | null;
  readonly flow: string | null;
  readonly mode: string | null;
  readonly confidence_status: string | null;
  readonly requested_by: string | null;
  readonly since: Date | null;
}

/** A run in the list of runs. */
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

/**
 * Lists runs, the newest first; `after` is the last one of the previous page. Empty if `after` is unknown. Not a prepared
 * statement: it is planned for what is wanted, so that it reads the index of that.
 */
export async function listRecoveries(
  db: Queryable,
  { status, flow, mode, confidence_status, requested_by, since }: WantedRuns,
  after: string | null,
  limit: number,
): Promise<RecoveryRow[]> {
  const values = [status, after, limit, flow, mode, confidence_status, requested_by, since];
  return (await db.query<RecoveryRow>({ text: LIST_SQL, values })).rows;
}

const VERSION_SQL = 'SELECT version FROM recovery WHERE recovery_id = $1';

/** The version of a run's history; undefined if there is no such run. It is read without its history. */
export async function readRunVersion(db: Queryable, recovery_id: string): Promise<number | undefined> {
  const values = [recovery_id];
  return (await db.query<{ version: number }>({ name: 'read-run-version', text: VERSION_SQL, values }))
    .rows[0]?.version;
}

const OPEN_PROPOSALS_SQL = `
  SELECT scope FROM recovery
  WHERE mode = 'repair' AND status IN ('requested', 'planned', 'approved', 'running', 'paused')`;

/** Reads the scopes of repairs that are requested and not over. */
export async function openProposals(db: Queryable): Promise<unknown[]> {
  return (await db.query<{ scope: unknown }>({ name: 'open-proposals', text: OPEN_PROPOSALS_SQL })).rows.map(
    ({ scope }) => scope,
  );
}

const COUNT_SQL = `
  SELECT flow, mode, status, coalesce(confidence_status, 'none') AS verdict, count(*)::int AS runs,
    extract(epoch FROM now() - min(updated_at))::float8 AS oldest_seconds
  FROM recovery GROUP BY flow, mode, status, coalesce(confidence_status, 'none')`;

/** The runs that agree in flow, mode, status and verdict. Combinations without a run are not listed. */
export interface RunCount {
  readonly flow: string;
  readonly mode: string;
  readonly status: string;
  /** `none` for a run without a record. */
  readonly verdict: string;
  readonly runs: number;
  /** Since the change of the one that changed first. */
  readonly oldest_seconds: number;
}

/** Counts all runs by what they are and how they stand. */
export async function countRuns(db: Queryable): Promise<RunCount[]> {
  return (await db.query<RunCount>({ name: 'count-runs', text: COUNT_SQL })).rows;
}
