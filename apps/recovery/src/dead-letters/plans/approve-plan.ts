import { Problem } from '@stockproof/http';
import type { Queryable } from '@stockproof/postgres';
import type { RedriveContext } from '../redrive/redrive-context.js';
import { presentStates } from './present-states.js';
import { findChanged } from './rules/plan-line.js';
import { checkPlanApproval, type PlanRefusal, type RedrivePlan } from './rules/redrive-plan.js';
import { MAX_PLAN_LINES } from './draft-plan.js';
import { type PlanLine, readPlanLines } from './sql/plan-lines.js';
import { approvePlan, findPlan, voidPlan } from './sql/redrive-plans.js';

type ApproveContext = Pick<RedriveContext, 'records' | 'ledger' | 'contract'>;

/**
 * Approves another person's plan by its digest, for as long as the contract says; from then on it is carried out. The plan
 * becomes void if a dead letter of it changed since it was made. Rejects with a Problem if it is not allowed.
 */
export async function approveRedrivePlan(
  { records, ledger, contract }: ApproveContext,
  plan_id: string,
  digest: string,
  by: string,
): Promise<RedrivePlan> {
  const refusal = checkPlanApproval(await knownPlan({ records }, plan_id), by, digest);
  if (refusal !== null) throw refusedPlan(refusal);
  const lines = await linesOf(records, plan_id);
  const changed = findChanged(lines, await presentStates({ records, ledger }, lines));
  if (changed !== null) {
    await voidPlan(records, plan_id, changed);
    throw refusedPlan({ code: 'plan_void', detail: `${changed}: the plan is void, make another` });
  }
  const minutes = contract.authority.approval_valid_minutes;
  const approved = await approvePlan(records, plan_id, by, digest, minutes);
  const plan = await knownPlan({ records }, plan_id);
  if (approved) return plan;
  throw refusedPlan(
    checkPlanApproval(plan, by, digest) ?? { code: 'approval_used', detail: 'it was started meanwhile' },
  );
}

/** All lines of a plan. */
export function linesOf(records: Queryable, plan_id: string): Promise<PlanLine[]> {
  return readPlanLines(records, plan_id, { after: 0, result: null, limit: MAX_PLAN_LINES });
}

/** Returns a plan. Rejects with a 404 if there is none. */
export async function knownPlan(
  { records }: Pick<RedriveContext, 'records'>,
  plan_id: string,
): Promise<RedrivePlan> {
  const found = await findPlan(records, plan_id);
  if (found === undefined) throw new Problem(404, 'unknown_plan', `nobody asked for a plan ${plan_id}`);
  return found;
}

/** Converts a refusal to a Problem: 403 for the wrong person, otherwise 409. */
export function refusedPlan({ code, detail }: PlanRefusal): Problem {
  return new Problem(code === 'four_eyes' || code === 'not_requester' ? 403 : 409, code, detail);
}
