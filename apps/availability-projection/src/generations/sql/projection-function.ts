import type { FunctionName } from '@stockproof/availability';
import type { Queryable } from '@stockproof/postgres';

const READ_FUNCTIONS_SQL =
  'SELECT role, generation, name, version, digest, recovery_id FROM projection_function';

/** The function of a generation of the view. */
export interface GenerationRow extends FunctionName {
  readonly role: 'live' | 'next';
  /** Increases with every swap. */
  readonly generation: number;
  /** The recovery that promoted it, or that is building it. */
  readonly recovery_id: string | null;
}

/** Reads the live generation, and the next one if there is one. */
export async function readFunctions(
  db: Queryable,
): Promise<{ live: GenerationRow; next: GenerationRow | null }> {
  const { rows } = await db.query<GenerationRow>({ name: 'read-functions', text: READ_FUNCTIONS_SQL });
  const live = rows.find(({ role }) => role === 'live');
  if (live === undefined) throw new Error('projection_function does not say what the view is made with');
  return { live, next: rows.find(({ role }) => role === 'next') ?? null };
}

const LOCK_NEXT_SQL = `SELECT recovery_id FROM projection_function WHERE role = 'next' FOR UPDATE`;

/**
 * Locks the next generation until the transaction ends, so that nobody swaps or drops it. Returns the id of
 * its recovery; null if there is none.
 */
export async function lockNext(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ recovery_id: string }>({ name: 'lock-next', text: LOCK_NEXT_SQL });
  return rows[0]?.recovery_id ?? null;
}

const NAME_NEXT_SQL = `
  INSERT INTO projection_function (role, generation, name, version, digest, recovery_id)
  SELECT 'next', generation + 1, $1, $2, $3, $4 FROM projection_function WHERE role = 'live'`;

/** Creates the next generation; from now on every change is also applied to it or logged for it. */
export async function nameNext(
  db: Queryable,
  { name, version, digest }: FunctionName,
  recovery_id: string,
): Promise<void> {
  await db.query({ name: 'name-next', text: NAME_NEXT_SQL, values: [name, version, digest, recovery_id] });
}

const NAME_LIVE_SQL = `
  UPDATE projection_function AS live SET
    generation = next.generation, name = next.name, version = next.version, digest = next.digest,
    recovery_id = next.recovery_id, previous_name = live.name, previous_version = live.version,
    previous_digest = live.digest, rows_changed = $1, since = now()
  FROM projection_function AS next
  WHERE live.role = 'live' AND next.role = 'next'`;

/** Makes the next generation's function the live one; the previous one stays recorded. */
export async function nameLive(db: Queryable, rows_changed: number): Promise<void> {
  await db.query({ name: 'name-live', text: NAME_LIVE_SQL, values: [rows_changed] });
}
