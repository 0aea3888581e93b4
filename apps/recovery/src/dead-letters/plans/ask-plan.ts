import { randomBytes } from 'node:crypto';
import { Problem } from '@stockproof/http';
import { inTransaction } from '@stockproof/postgres';
import type { RedriveContext } from '../redrive/redrive-context.js';
import { draftPlan } from './draft-plan.js';
import type { PlanAsk } from './plan-body.js';
import { knownPlan } from './approve-plan.js';
import type { RedrivePlan } from './rules/redrive-plan.js';
import { insertPlanLines } from './sql/plan-lines.js';
import { insertPlan } from './sql/redrive-plans.js';

/**
 * Stores a plan over the exact set of dead letters that match now. Nothing is sent; what arrives later is not in it.
 * Rejects with a Problem if nothing of it could be sent.
 */
export async function askPlan(
  context: Pick<RedriveContext, 'records' | 'ledger' | 'contract' | 'now_ms'>,
  { filter, patch, redrives_per_second, reason }: PlanAsk,
  requested_by: string,
): Promise<RedrivePlan> {
  const { lines, digest, left_out } = await draftPlan(context, filter, patch);
  if (lines.every(({ sent_as }) => sent_as === null))
    throw new Problem(
      409,
      'nothing_to_redrive',
      `none of the ${lines.length} dead letters could be sent; of the first: ${lines[0]?.refusal?.detail}`,
    );
  const day = new Date(context.now_ms()).toISOString().slice(0, 10);
  const plan_id = `rdp-${day}-${randomBytes(6).toString('hex')}`;
  const asked = { plan_id, filter, patch, redrives_per_second, left_out, digest, reason, requested_by };
  await inTransaction(context.records, async (db) => {
    await insertPlan(db, asked);
    await insertPlanLines(db, plan_id, lines);
  });
  return knownPlan(context, plan_id);
}
