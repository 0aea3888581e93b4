import type { Queryable } from '@stockproof/postgres';
import type { PlanStatus, RedrivePlan } from '../rules/redrive-plan.js';

const PLAN_COLUMNS = `
  plan_id, filter, patch, redrives_per_second, left_out, digest, reason, requested_by, requested_at,
  approved_by, approved_at, expires_at, withdrawn_by, withdrawn_at, withdrawn_reason, voided_at, void_reason,
  started_at, verified_before, verified_after, finished_at`;

interface PlanRow extends Omit<RedrivePlan, 'approval' | 'withdrawn' | 'voided'> {
  readonly approved_by: string | null;
  readonly approved_at: Date;
  readonly expires_at: Date;
  readonly withdrawn_by: string | null;
  readonly withdrawn_at: Date;
  readonly withdrawn_reason: string;
  readonly voided_at: Date | null;
  readonly void_reason: string;
}

function planOf(row: PlanRow): RedrivePlan {
  const { approved_by, approved_at, expires_at, withdrawn_by, withdrawn_at, withdrawn_reason, ...others } =
    row;
  const { voided_at, void_reason, ...plan } = others;
  return {
    ...plan,
    approval: approved_by === null ? null : { by: approved_by, at: approved_at, expires_at },
    withdrawn:
      withdrawn_by === null ? null : { by: withdrawn_by, at: withdrawn_at, reason: withdrawn_reason },
    voided: voided_at === null ? null : { at: voided_at, reason: void_reason },
  };
}

const INSERT_SQL = `
  INSERT INTO redrive_plan (plan_id, filter, patch, redrives_per_second, left_out, digest, reason, requested_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** A plan as it is asked for. */
export type PlanAsked = Pick<
  RedrivePlan,
  'plan_id' | 'filter' | 'patch' | 'redrives_per_second' | 'left_out' | 'digest' | 'reason' | 'requested_by'
>;

/** Stores a new plan; its lines belong to the same transaction. */
export async function insertPlan(db: Queryable, plan: PlanAsked): Promise<void> {
  const { plan_id, filter, patch, redrives_per_second, left_out, digest, reason, requested_by } = plan;
  const values = [
    plan_id,
    JSON.stringify(filter),
    patch === null ? null : JSON.stringify(patch),
    redrives_per_second,
    left_out,
    digest,
    reason,
    requested_by,
  ];
  await db.query({ name: 'insert-plan', text: INSERT_SQL, values });
}

const FIND_SQL = `SELECT ${PLAN_COLUMNS} FROM redrive_plan WHERE plan_id = $1`;

/** Finds a plan; undefined if there is none. */
export async function findPlan(db: Queryable, plan_id: string): Promise<RedrivePlan | undefined> {
  const { rows } = await db.query<PlanRow>({ name: 'find-plan', text: FIND_SQL, values: [plan_id] });
  return rows[0] === undefined ? undefined : planOf(rows[0]);
}

const LIST_SQL = `
  SELECT ${PLAN_COLUMNS} FROM redrive_plan
  WHERE ($1::text IS NULL OR $1 = CASE WHEN finished_at IS NOT NULL THEN 'done' WHEN voided_at IS NOT NULL THEN 'void'
      WHEN started_at IS NOT NULL THEN 'running' WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
      WHEN approved_at IS NULL THEN 'requested' WHEN expires_at <= now() THEN 'expired' ELSE 'approved' END)
    AND ($2::text IS NULL OR (requested_at, plan_id) < (SELECT requested_at, plan_id FROM redrive_plan WHERE plan_id = $2))
  ORDER BY requested_at DESC, plan_id DESC LIMIT $3`;

/** A page of plans, the newest first. Empty if `after` is unknown. */
export async function listPlans(
  db: Queryable,
  status: PlanStatus | null,
  after: string | null,
  limit: number,
): Promise<RedrivePlan[]> {
  const { rows } = await db.query<PlanRow>({
    name: 'list-plans',
    text: LIST_SQL,
    values: [status, after, limit],
  });
  return rows.map(planOf);
}

const APPROVE_SQL = `
  UPDATE redrive_plan SET approved_by = $2, approved_at = now(), expires_at = now() + make_interval(mins => $4)
  WHERE plan_id = $1 AND digest = $3 AND requested_by <> $2 AND withdrawn_at IS NULL AND voided_at IS NULL AND started_at IS NULL`;

/** Stores an approval, replacing an earlier one. False if the plan may not be approved so any more. */
export async function approvePlan(
  db: Queryable,
  plan_id: string,
  by: string,
  digest: string,
  valid_minutes: number,
): Promise<boolean> {
  const values = [plan_id, by, digest, valid_minutes];
  return (await db.query({ name: 'approve-plan', text: APPROVE_SQL, values })).rowCount === 1;
}

const WITHDRAW_SQL = `
  UPDATE redrive_plan SET withdrawn_by = $2, withdrawn_at = now(), withdrawn_reason = $3
  WHERE plan_id = $1 AND withdrawn_at IS NULL AND voided_at IS NULL AND finished_at IS NULL`;

/** Stores a withdrawal. False if the plan is over or was withdrawn before. */
export async function withdrawPlan(
  db: Queryable,
  plan_id: string,
  by: string,
  reason: string,
): Promise<boolean> {
  return (
    (await db.query({ name: 'withdraw-plan', text: WITHDRAW_SQL, values: [plan_id, by, reason] }))
      .rowCount === 1
  );
}

const VOID_SQL = `
  UPDATE redrive_plan SET voided_at = now(), void_reason = $2
  WHERE plan_id = $1 AND voided_at IS NULL AND started_at IS NULL AND finished_at IS NULL`;

/** Makes a plan void, unless it was started. */
export async function voidPlan(db: Queryable, plan_id: string, reason: string): Promise<void> {
  await db.query({ name: 'void-plan', text: VOID_SQL, values: [plan_id, reason] });
}

const HOLD_SQL = `
  UPDATE redrive_plan SET holder = $1, held_until = now() + make_interval(secs => $2::double precision / 1000)
  WHERE plan_id = (
    SELECT plan_id FROM redrive_plan
    WHERE approved_at IS NOT NULL AND finished_at IS NULL AND voided_at IS NULL
      AND (started_at IS NOT NULL OR (withdrawn_at IS NULL AND expires_at > now()))
      AND (held_until IS NULL OR held_until < now())
    ORDER BY approved_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING plan_id`;

/** Takes the lease of a plan that is to be carried out; null if there is none. */
export async function holdPlan(db: Queryable, holder: string, lease_ms: number): Promise<string | null> {
  const { rows } = await db.query<{ plan_id: string }>({
    name: 'hold-plan',
    text: HOLD_SQL,
    values: [holder, lease_ms],
  });
  return rows[0]?.plan_id ?? null;
}

const RENEW_SQL = `
  UPDATE redrive_plan SET held_until = now() + make_interval(secs => $3::double precision / 1000)
  WHERE plan_id = $1 AND holder = $2`;

/** Renews the lease of a plan; 0 ms gives it back. False if another process holds it. */
export async function renewPlan(
  db: Queryable,
  plan_id: string,
  holder: string,
  lease_ms: number,
): Promise<boolean> {
  return (
    (await db.query({ name: 'renew-plan', text: RENEW_SQL, values: [plan_id, holder, lease_ms] }))
      .rowCount === 1
  );
}

const NOTE_SQL = `
  UPDATE redrive_plan SET started_at = coalesce(started_at, now()), verified_before = coalesce(verified_before, $3),
    verified_after = coalesce(verified_after, $4), finished_at = CASE WHEN $5 THEN now() END
  WHERE plan_id = $1 AND holder = $2 AND voided_at IS NULL`;

/** How far a plan has come. */
export interface PlanStep {
  readonly verified_before?: string;
  readonly verified_after?: string;
  readonly finished?: true;
}

/** Stores that a plan is started and how far it has come. False if another process holds it, or it is void. */
export async function notePlan(
  db: Queryable,
  plan_id: string,
  holder: string,
  { verified_before, verified_after, finished }: PlanStep,
): Promise<boolean> {
  const values = [plan_id, holder, verified_before ?? null, verified_after ?? null, finished === true];
  return (await db.query({ name: 'note-plan', text: NOTE_SQL, values })).rowCount === 1;
}
