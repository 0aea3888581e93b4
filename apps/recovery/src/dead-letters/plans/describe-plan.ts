import { recordPositionKey } from '../record-position.js';
import type { DraftedPlan } from './draft-plan.js';
import type { DraftedLine } from './rules/plan-line.js';
import { type MayWithPlan, planStatus, type RedrivePlan } from './rules/redrive-plan.js';
import type { PlanCounts, PlanLine } from './sql/plan-lines.js';

/** A plan for the API. Pure. */
export function describePlan(
  plan: RedrivePlan,
  counts: PlanCounts,
  may: MayWithPlan,
  now_ms: number,
): object {
  const { approval, withdrawn, voided, ...stored } = plan;
  const { started_at, finished_at, requested_at } = stored;
  return {
    ...stored,
    status: planStatus(plan, now_ms),
    dead_letters: Object.values(counts).reduce((sum, lines) => sum + lines, 0),
    counts,
    requested_at: requested_at.toISOString(),
    approved_by: approval?.by ?? null,
    expires_at: approval?.expires_at.toISOString() ?? null,
    withdrawn_by: withdrawn?.by ?? null,
    withdrawn_at: withdrawn?.at.toISOString() ?? null,
    withdrawn_reason: withdrawn?.reason ?? null,
    void_reason: voided?.reason ?? null,
    started_at: started_at?.toISOString() ?? null,
    finished_at: finished_at?.toISOString() ?? null,
    may,
  };
}

/** What a plan would be, for the API. Pure. */
export function describeDraft({ lines, digest, left_out }: DraftedPlan): object {
  return {
    digest,
    dead_letters: lines.length,
    to_send: lines.filter(({ sent_as }) => sent_as !== null).length,
    left_out,
    items: lines.map((line, at) => describeLine(line, at + 1)),
  };
}

/** A line of a plan's report, for the API. Pure. */
export function describePlanLine(line: PlanLine): object {
  const { result, outcome, settled_at } = line;
  return { ...describeLine(line, line.line), result, outcome, settled_at: settled_at?.toISOString() ?? null };
}

function describeLine({ place, sent_as, refusal }: DraftedLine, line: number): object {
  return {
    line,
    dead_letter: recordPositionKey(place),
    seller_id: sent_as?.seller_id ?? null,
    event_id: sent_as?.event_id ?? null,
    sku: sent_as?.sku ?? null,
    value: sent_as?.value ?? null,
    code: refusal?.code ?? null,
    detail: refusal?.detail ?? null,
  };
}
