import type { RedriveContext } from '../redrive/redrive-context.js';
import { knownPlan, refusedPlan } from './approve-plan.js';
import { checkPlanWithdrawal, type PlanStopper, type RedrivePlan } from './rules/redrive-plan.js';
import { withdrawPlan } from './sql/redrive-plans.js';

/**
 * Withdraws a plan, also while it is carried out: what was sent stays sent, nothing more is. Rejects with a Problem if it
 * is not allowed.
 */
export async function withdrawRedrivePlan(
  { records }: Pick<RedriveContext, 'records'>,
  plan_id: string,
  by: PlanStopper,
  reason: string,
): Promise<RedrivePlan> {
  const refusal = checkPlanWithdrawal(await knownPlan({ records }, plan_id), by);
  if (refusal !== null) throw refusedPlan(refusal);
  const withdrawn = await withdrawPlan(records, plan_id, by.name, reason);
  const plan = await knownPlan({ records }, plan_id);
  if (withdrawn) return plan;
  throw refusedPlan(checkPlanWithdrawal(plan, by) ?? { code: 'plan_over', detail: 'it was done meanwhile' });
}
