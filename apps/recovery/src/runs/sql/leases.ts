import type { Queryable } from '@stockproof/postgres';
import type { Scope } from '@stockproof/recovery-run';

const ACQUIRE_SQL = `
  INSERT INTO recovery_lease AS kept (recovery_id, flow, scope, holder, epoch, expires_at)
  VALUES ($1, $2, $3, $4, 1, now() + make_interval(secs => $5::double precision / 1000))
  ON CONFLICT (recovery_id) DO UPDATE SET holder = excluded.holder, epoch = kept.epoch + 1, expires_at = excluded.expires_at
    WHERE kept.holder = excluded.holder OR kept.expires_at < now()
  RETURNING epoch`;

/** A lease to insert or claim. */
export interface LeaseRow {
  readonly recovery_id: string;
  readonly flow: string;
  readonly scope: object;
  readonly holder: string;
  readonly lease_ms: number;
}

/** Acquires the lease under a new epoch; null if another holder is alive. */
export async function acquireLease(db: Queryable, lease: LeaseRow): Promise<number | null> {
  const { recovery_id, flow, scope, holder, lease_ms } = lease;
  const { rows } = await db.query<{ epoch: number }>({
    name: 'acquire-lease',
    text: ACQUIRE_SQL,
    values: [recovery_id, flow, JSON.stringify(scope), holder, lease_ms],
  });
  return rows[0]?.epoch ?? null;
}

const RENEW_SQL = `
  UPDATE recovery_lease SET expires_at = now() + make_interval(secs => $4::double precision / 1000)
  WHERE recovery_id = $1 AND holder = $2 AND epoch = $3`;

/**
 * Renews the lease. False if it belongs to another holder: nothing may be written under this epoch any more.
 */
export async function renewLease(
  db: Queryable,
  recovery_id: string,
  holder: string,
  epoch: number,
  lease_ms: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'renew-lease',
    text: RENEW_SQL,
    values: [recovery_id, holder, epoch, lease_ms],
  });
  return rowCount === 1;
}

const NOTE_PROGRESS_SQL = `
  UPDATE recovery_lease SET progress = $4, progress_at = now() WHERE recovery_id = $1 AND holder = $2 AND epoch = $3`;

/** Stores how far a run has come, for other processes. Does nothing if the lease belongs to another holder. */
export async function noteProgress(
  db: Queryable,
  { recovery_id, holder, epoch }: { recovery_id: string; holder: string; epoch: number },
  progress: object,
): Promise<void> {
  const values = [recovery_id, holder, epoch, JSON.stringify(progress)];
  await db.query({ name: 'note-progress', text: NOTE_PROGRESS_SQL, values });
}

const READ_PROGRESS_SQL = `
  SELECT progress, progress_at FROM recovery_lease WHERE recovery_id = $1 AND progress IS NOT NULL`;

/** How far a run had come when its holder noted it last. */
export interface NotedProgress<P> {
  readonly progress: P;
  readonly progress_at: Date;
}

/** Reads what `noteProgress` stored; undefined for a run that is over, or too young. */
export async function readProgress<P>(
  db: Queryable,
  recovery_id: string,
): Promise<NotedProgress<P> | undefined> {
  const values = [recovery_id];
  return (await db.query<NotedProgress<P>>({ name: 'read-progress', text: READ_PROGRESS_SQL, values }))
    .rows[0];
}

const RELEASE_SQL = 'DELETE FROM recovery_lease WHERE recovery_id = $1';

/** Deletes the lease; only in the transaction that ends the run. */
export async function releaseLease(db: Queryable, recovery_id: string): Promise<void> {
  await db.query({ name: 'release-lease', text: RELEASE_SQL, values: [recovery_id] });
}

const LIST_SQL = `SELECT recovery_id, flow, scope, holder, expires_at < now() AS expired FROM recovery_lease`;

/** A lease in the list of leases, with whether it has expired. */
export interface HeldLease {
  readonly recovery_id: string;
  readonly flow: string;
  readonly scope: Scope;
  readonly holder: string;
  readonly expired: boolean;
}

/** Lists the leases of all current runs. */
export async function listLeases(db: Queryable): Promise<HeldLease[]> {
  const { rows } = await db.query<HeldLease>({ name: 'list-leases', text: LIST_SQL });
  return rows;
}

const LOCK_ONE_SQL = 'SELECT 1 FROM recovery_lease WHERE recovery_id = $1 FOR UPDATE';

/**
 * Locks the lease row before anything is written about a run, so that executors and operators lock in the
 * same order and never deadlock.
 */
export async function lockLease(db: Queryable, recovery_id: string): Promise<void> {
  await db.query({ name: 'lock-lease', text: LOCK_ONE_SQL, values: [recovery_id] });
}

const LOCK_ALL_SQL = `SELECT pg_advisory_xact_lock(hashtext('stockproof recovery leases'))`;

/** Locks all leases until the transaction ends: the caller sees all, and no new one appears. */
export async function lockLeases(db: Queryable): Promise<void> {
  await db.query({ name: 'lock-leases', text: LOCK_ALL_SQL });
}
