import { withFailpoint } from '@stockproof/failpoints';
import { findChanged } from '../rules/plan-line.js';
import { checkPlanSending, type RedrivePlan } from '../rules/redrive-plan.js';
import { nextPlanLines, offersOfPlan, settlePlanLine } from '../sql/plan-lines.js';
import { findPlan, notePlan, type PlanStep, voidPlan } from '../sql/redrive-plans.js';
import { presentStates } from '../present-states.js';
import { linesOf } from '../approve-plan.js';
import type { PlanContext } from './plan-context.js';
import { type PlanHold, PlanLetGoError } from './plan-hold.js';
import { sendLines } from './send-lines.js';
import { settleLines } from './settle-lines.js';

const SECOND_MS = 1_000;

/**
 * Carries out an approved plan from where it is: its offers are verified before and after, its dead letters are sent under
 * its rate, and what became of each is stored. It may end at any write and be continued by any process. Void, and nothing
 * is sent, if a dead letter of the set changed before it was started. Rejects with PlanLetGoError if this process may not
 * go on, and with RunRefusedError if an offer cannot be verified now.
 */
export async function workOffPlan(context: PlanContext, hold: PlanHold): Promise<void> {
  const plan = await findPlan(context.records, hold.plan_id);
  if (plan === undefined) return;
  if (plan.started_at === null && !(await begin(context, plan, hold))) return;
  if (context.contract.dead_letters.reconcile_first && plan.verified_before === null)
    await verifyBefore(context, plan, hold);
  await sendUnderRate(context, hold);
  const redriven = await offersOfPlan(context.records, plan.plan_id, 'redriven');
  const after = redriven.length === 0 ? null : await verify(context, plan, hold, 'after', redriven);
  await note(context, hold, {
    finished: true,
    ...(after === null ? {} : { verified_after: after.recovery_id }),
  });
}

/** False if the plan is void. */
async function begin(context: PlanContext, plan: RedrivePlan, hold: PlanHold): Promise<boolean> {
  const { records, ledger } = context;
  const lines = await linesOf(records, plan.plan_id);
  const changed = findChanged(lines, await presentStates({ records, ledger }, lines));
  if (changed !== null) {
    await withFailpoint('redrive-plan.note', () => voidPlan(records, plan.plan_id, changed));
    return false;
  }
  await note(context, hold, {});
  return true;
}

/** Verifies all offers of the plan; if that fails, nothing of it is sent. */
async function verifyBefore(context: PlanContext, plan: RedrivePlan, hold: PlanHold): Promise<void> {
  const { records } = context;
  const before = await verify(context, plan, hold, 'before', await offersOfPlan(records, plan.plan_id, null));
  if (before.confidence_status === 'untrusted') {
    const detail = `an offer of the plan is untrusted (${before.recovery_id}): repair it, and make another plan`;
    await refuseRest(context, hold, { code: 'reconcile_first', detail });
  }
  await note(context, hold, { verified_before: before.recovery_id });
}

function verify(
  context: PlanContext,
  { plan_id, requested_by, approval, digest }: RedrivePlan,
  hold: PlanHold,
  stage: 'before' | 'after',
  offers: readonly { readonly seller_id: string; readonly sku: string }[],
): ReturnType<PlanContext['verifyAll']> {
  const intent = `${stage} ${plan_id} (${digest}), asked for by ${requested_by}, approved by ${approval?.by}`;
  return context.verifyAll(offers, intent, (over) => hold.until(over));
}

/** Sends as many in a second as the plan allows, and settles them before it sends more. */
async function sendUnderRate(context: PlanContext, hold: PlanHold): Promise<void> {
  for (;;) {
    await hold.goOn();
    const plan = await findPlan(context.records, hold.plan_id);
    if (plan === undefined) return;
    const began_ms = performance.now();
    const lines = await nextPlanLines(context.records, hold.plan_id, plan.redrives_per_second);
    if (lines.length === 0) return;
    const refusal = checkPlanSending(plan, context.now_ms());
    const sent = await sendLines(context, plan, lines, refusal, hold);
    await settleLines(context, plan, sent, hold);
    if (refusal === null) await hold.until(() => performance.now() - began_ms >= SECOND_MS);
  }
}

/** Refuses everything that was not sent. */
async function refuseRest(
  { records }: PlanContext,
  hold: PlanHold,
  refusal: { readonly code: string; readonly detail: string },
): Promise<void> {
  const page = 100;
  for (;;) {
    await hold.goOn();
    const lines = await nextPlanLines(records, hold.plan_id, page);
    for (const { line } of lines)
      await withFailpoint('redrive-plan.settle', () =>
        settlePlanLine(records, hold.plan_id, line, { result: 'refused', refusal }),
      );
    if (lines.length === 0) return;
  }
}

async function note({ records }: PlanContext, { plan_id, holder }: PlanHold, step: PlanStep): Promise<void> {
  const noted = await withFailpoint('redrive-plan.note', () => notePlan(records, plan_id, holder, step));
  if (!noted) throw new PlanLetGoError(`another process holds ${plan_id}, or it is void`);
}
