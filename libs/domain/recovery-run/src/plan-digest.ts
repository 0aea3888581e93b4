import { canonicalDigest } from '@stockproof/evidence';
import type { Plan, RunRequest } from './run-events.js';

/**
 * What an approval binds: scope, mode, candidate and intent, contract, code and blast radius. Worked out again whenever a run is
 * started or taken up, so that a request that was edited after its approval is another one.
 */
export function planDigest(request: RunRequest, plan: Omit<Plan, 'plan_digest'>): string {
  const { recovery_id, flow, scope, mode, owner, intent, candidate, redrive } = request;
  const { contract_digest, code_version, blast_radius } = plan;
  const named = {
    ...(candidate === undefined ? {} : { candidate }),
    ...(redrive === undefined ? {} : { redrive }),
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

/** Whether a plan is still that of its request. */
export function isPlanOf(request: RunRequest | null, plan: Plan | null): boolean {
  return request !== null && plan !== null && planDigest(request, plan) === plan.plan_digest;
}
