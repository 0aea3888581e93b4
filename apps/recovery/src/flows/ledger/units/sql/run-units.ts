import { columns, type Queryable } from '@stockproof/postgres';
import type { SkuRange } from '@stockproof/verification';

/** The units of one verification. */
export interface UnitSet {
  readonly set_id: string;
  /** Null outside of a run. */
  readonly recovery_id: string | null;
  /** The process that merges the results. */
  readonly coordinator: string;
  readonly code_version: string;
}

/** What the units of a set share: a text of the coordinator, and its authentication. */
export interface SharedByUnits {
  readonly shared: string;
  readonly mac: string;
}

const CREATE_SQL = `
  INSERT INTO unit_set (set_id, recovery_id, coordinator, code_version, shared, mac, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7::double precision / 1000))`;
const CREATE_UNITS_SQL = `
  INSERT INTO run_unit (set_id, number, from_sku, to_sku)
  SELECT $1, number, from_sku, to_sku FROM unnest($2::int[], $3::text[], $4::text[]) AS unit (number, from_sku, to_sku)`;
// A unit set is of use to nobody after its coordinator: its snapshots are gone.
const SWEEP_SQL = `DELETE FROM unit_set WHERE expires_at < now() - interval '1 hour'`;

/** Stores a set with a unit for each range, numbered from 0. Call it in a transaction. Removes sets that were left behind. */
export async function createUnits(
  db: Queryable,
  set: UnitSet & SharedByUnits,
  ranges: readonly SkuRange[],
  lease_ms: number,
): Promise<void> {
  const { set_id, recovery_id, coordinator, code_version, shared, mac } = set;
  await db.query({ name: 'sweep-unit-sets', text: SWEEP_SQL });
  await db.query({
    name: 'create-unit-set',
    text: CREATE_SQL,
    values: [set_id, recovery_id, coordinator, code_version, shared, mac, lease_ms],
  });
  const numbered = ranges.map(({ from, to }, number) => ({ number, from, to }));
  const values = columns(
    numbered,
    ({ number }) => number,
    ({ from }) => from,
    ({ to }) => to,
  );
  await db.query({ name: 'create-units', text: CREATE_UNITS_SQL, values: [set_id, ...values] });
}

const RENEW_SET_SQL = `
  UPDATE unit_set SET paused = $2, events_per_second = $3, expires_at = now() + make_interval(secs => $4::double precision / 1000)
  WHERE set_id = $1`;

/** What the coordinator tells the processes that work on its units; `events_per_second` is for each of them. */
export interface SetControl {
  readonly paused: boolean;
  readonly events_per_second: number | null;
}

/** Renews the coordinator's lease. False if the set was removed. */
export async function renewSet(
  db: Queryable,
  set_id: string,
  { paused, events_per_second }: SetControl,
  lease_ms: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'renew-unit-set',
    text: RENEW_SET_SQL,
    values: [set_id, paused, events_per_second, lease_ms],
  });
  return rowCount === 1;
}

const REMOVE_SQL = 'DELETE FROM unit_set WHERE set_id = $1';

/** Removes a set with its units; whoever works on one of them has lost it. */
export async function removeSet(db: Queryable, set_id: string): Promise<void> {
  await db.query({ name: 'remove-unit-set', text: REMOVE_SQL, values: [set_id] });
}

const OPEN_SQL = `
  SELECT set_id, recovery_id, coordinator, code_version FROM unit_set
  WHERE expires_at > now() AND NOT paused AND EXISTS (
    SELECT FROM run_unit WHERE run_unit.set_id = unit_set.set_id AND status <> 'done'
  )
  ORDER BY created_at LIMIT 20`;

/** Sets with units that are not done and whose coordinator is alive, the oldest first, at most 20. */
export async function listOpenSets(db: Queryable): Promise<UnitSet[]> {
  return (await db.query<UnitSet>({ name: 'list-open-unit-sets', text: OPEN_SQL })).rows;
}

const SHARED_SQL = 'SELECT shared, mac FROM unit_set WHERE set_id = $1';

/** Reads what the units of a set share, not verified; null if the set was removed. */
export async function readShared(db: Queryable, set_id: string): Promise<SharedByUnits | null> {
  const { rows } = await db.query<SharedByUnits>({
    name: 'read-shared-by-units',
    text: SHARED_SQL,
    values: [set_id],
  });
  return rows[0] ?? null;
}

const STATE_SQL = `
  SELECT unit_set.expires_at > now() AS alive, paused, events_per_second,
    count(*)::int AS units, count(*) FILTER (WHERE status = 'done')::int AS done,
    coalesce(sum(events_read) FILTER (WHERE holder <> $2), 0)::float8 AS read_by_others,
    count(DISTINCT holder) FILTER (WHERE status = 'claimed' AND holder <> $2 AND run_unit.expires_at > now())::int AS others
  FROM unit_set JOIN run_unit USING (set_id) WHERE set_id = $1 GROUP BY unit_set.set_id`;

/** How far a set is. */
export interface SetState extends SetControl {
  /** Whether the coordinator's lease holds. */
  readonly alive: boolean;
  readonly units: number;
  readonly done: number;
  /** Events that other processes than the asking one have read. */
  readonly read_by_others: number;
  /** Other processes that work on a unit. */
  readonly others: number;
}

/** Reads how far a set is, for this process; null if it was removed. */
export async function readSetState(db: Queryable, set_id: string, holder: string): Promise<SetState | null> {
  const { rows } = await db.query<SetState>({
    name: 'read-unit-set-state',
    text: STATE_SQL,
    values: [set_id, holder],
  });
  return rows[0] ?? null;
}

// The lease of the set is looked at, but not locked: who claims just before it ends loses the unit at the next renewal.
const CLAIM_SQL = `
  UPDATE run_unit SET status = 'claimed', holder = $2, epoch = epoch + 1, events_read = 0,
    expires_at = now() + make_interval(secs => $3::double precision / 1000)
  WHERE set_id = $1 AND number = (
    SELECT number FROM run_unit
    WHERE set_id = $1 AND (status = 'open' OR status = 'claimed' AND expires_at < now())
      AND EXISTS (SELECT FROM unit_set WHERE unit_set.set_id = $1 AND unit_set.expires_at > now() AND NOT paused)
    ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING set_id, number, from_sku, to_sku, holder, epoch`;

/** The right to verify one unit, until it expires or is claimed by another one. */
export interface ClaimedUnit {
  readonly set_id: string;
  readonly number: number;
  readonly from_sku: string;
  readonly to_sku: string | null;
  readonly holder: string;
  readonly epoch: number;
}

/** Claims the first unit that is open or whose lease has expired, under the next epoch; null if there is none. */
export async function claimUnit(
  db: Queryable,
  set_id: string,
  holder: string,
  lease_ms: number,
): Promise<ClaimedUnit | null> {
  const { rows } = await db.query<ClaimedUnit>({
    name: 'claim-unit',
    text: CLAIM_SQL,
    values: [set_id, holder, lease_ms],
  });
  return rows[0] ?? null;
}

/** A unit that is claimed under this epoch, by this holder, whose lease and whose set's lease hold. */
const HELD_SQL = `set_id = $1 AND number = $2 AND holder = $3 AND epoch = $4 AND status = 'claimed' AND expires_at > now()
    AND EXISTS (SELECT FROM unit_set WHERE unit_set.set_id = $1 AND unit_set.expires_at > now())`;

const RENEW_SQL = `
  UPDATE run_unit SET events_read = $5, expires_at = now() + make_interval(secs => $6::double precision / 1000)
  WHERE ${HELD_SQL}`;

/** Renews the lease of a unit. False if it is lost. */
export async function renewUnit(
  db: Queryable,
  { set_id, number, holder, epoch }: ClaimedUnit,
  events_read: number,
  lease_ms: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'renew-unit',
    text: RENEW_SQL,
    values: [set_id, number, holder, epoch, events_read, lease_ms],
  });
  return rowCount === 1;
}

const RECORD_SQL = `
  UPDATE run_unit SET status = 'done', events_read = $5, result = $6, mac = $7, failure = NULL
  WHERE ${HELD_SQL}`;

/** The result of a unit as a text, and its authentication. */
export interface StoredResult {
  readonly result: string;
  readonly mac: string;
}

/** Stores the result of a unit. False, and nothing is stored, if its lease is lost. */
export async function recordUnit(
  db: Queryable,
  { set_id, number, holder, epoch }: ClaimedUnit,
  events_read: number,
  { result, mac }: StoredResult,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'record-unit',
    text: RECORD_SQL,
    values: [set_id, number, holder, epoch, events_read, result, mac],
  });
  return rowCount === 1;
}

const RELEASE_SQL = `
  UPDATE run_unit SET status = 'open', holder = NULL, expires_at = NULL, events_read = 0, failure = $5
  WHERE ${HELD_SQL}`;

/** Gives a unit back, with why; nothing happens if its lease is lost. */
export async function releaseUnit(
  db: Queryable,
  { set_id, number, holder, epoch }: ClaimedUnit,
  failure: string | null,
): Promise<void> {
  await db.query({
    name: 'release-unit',
    text: RELEASE_SQL,
    values: [set_id, number, holder, epoch, failure],
  });
}

const RESULT_SQL = `
  SELECT set_id, number, from_sku, to_sku, holder, epoch, result, mac FROM run_unit
  WHERE set_id = $1 AND number = $2 AND status = 'done'`;

/** Reads the result of a unit, not verified; null if it is not done. */
export async function readUnitResult(
  db: Queryable,
  set_id: string,
  number: number,
): Promise<(ClaimedUnit & StoredResult) | null> {
  const { rows } = await db.query<ClaimedUnit & StoredResult>({
    name: 'read-unit-result',
    text: RESULT_SQL,
    values: [set_id, number],
  });
  return rows[0] ?? null;
}
