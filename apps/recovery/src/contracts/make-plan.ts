import { changesState, type Plan, planDigest, type RunRequest } from '@stockproof/recovery-run';
import type { Flow } from './load-flows.js';

/** Events a second of a replay on a small machine; only an order of magnitude for the estimate. */
const EVENTS_PER_SECOND = 100_000;
/** Fixed time of a run, for the barrier and the readers, seconds. */
const FIXED_SECONDS = 3;

/**
 * Computes the plan of a request: the blast radius, and the digest that an approval binds (scope, contract,
 * code and radius).
 */
export async function makePlan(
  { contract, digest, recoverable }: Flow,
  request: RunRequest,
  code_version: string,
): Promise<Plan> {
  const radius = await recoverable.measure(await recoverable.select(request.scope));
  const rate = request.rate_limit_events_per_second ?? EVENTS_PER_SECOND;
  const repairs = changesState(request.mode);
  const blast_radius = {
    ...radius,
    topics: repairs ? contract.republication.topics : [],
    messages_at_most: repairs ? radius.offers : 0,
    estimated_seconds:
      Math.round((FIXED_SECONDS + radius.events / Math.min(rate, EVENTS_PER_SECOND)) * 10) / 10,
  };
  const plan = { contract_digest: digest, code_version, blast_radius };
  return { plan_digest: planDigest(request, plan), ...plan };
}
