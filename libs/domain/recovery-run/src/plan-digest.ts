import { canonicalDigest } from '@stockproof/evidence';
import type { Plan, RunRequest } from './run-events.js';

/**
 * The digest that an approval binds (hex): scope, mode, candidate, intent, rows to put back, contract, code and blast radius.
 * It is computed again whenever a run is started or resumed, so a request that was changed after its approval
 * has another digest.
 */
export function planDigest(request: RunRequest, plan: Omit<Plan, 'plan_digest'>): string {
  const { recovery_id, flow, scope, mode, owner, intent, candidate, history, redrive, put_back } = request;
  const { contract_digest, code_version, blast_radius } = plan;
  const named = {
    ...(candidate === undefined ? {} : { candidate }),
    ...(history === undefined ? {} : { history }),
    ...(redrive === undefined ? {} : { redrive }),
    ...(put_back === undefined ? {} : { put_back }),
  };
  return canonicalDigest({
    recovery_id,
    flow,
    scope,
    mode,
    owner,
    intent,
    ...named,
    contract_digest,
    code_version,
    blast_radius,
  });
}

/** Whether the plan's digest is that of this request. */
export function isPlanOf(request: RunRequest | null, plan: Plan | null): boolean {
  return request !== null && plan !== null && planDigest(request, plan) === plan.plan_digest;
}
