import type { Queryable } from '@stockproof/postgres';
import { changesState, type Plan, planDigest, type RunRequest } from '@stockproof/recovery-run';
import type { Flow } from '../contracts/load-flows.js';
import { selectOffers, type SelectContext } from './select-offers.js';
import { selectorOf } from './scope-selector.js';
import { measureRadius } from './sql/measure-radius.js';

/** Events a second of a replay on a small machine, for the estimate: an order of magnitude, not a promise. */
const EVENTS_PER_SECOND = 100_000;
/** What a run costs whatever its size: the barrier and the readers. */
const FIXED_SECONDS = 3;

export interface PlanContext extends SelectContext {
  readonly code_version: string;
}

/** The blast radius of a request and the digest that an approval binds: scope, contract, code and radius. */
export async function makePlan(
  ledger: Queryable, { contract, digest }: Flow, request: RunRequest, context: PlanContext,
): Promise<Plan> {
  const selected = await selectOffers(ledger, request.scope, context);
  const selector = selectorOf(request.scope, contract.ordering_boundary.partitions, selected);
  const radius = await measureRadius(ledger, selector.condition);
  const rate = request.rate_limit_events_per_second ?? EVENTS_PER_SECOND;
  const repairs = changesState(request.mode);
  const blast_radius = {
    ...radius,
    topics: repairs ? contract.republication.topics : [],
    messages_at_most: repairs ? radius.offers : 0,
    estimated_seconds: Math.round((FIXED_SECONDS + radius.events / Math.min(rate, EVENTS_PER_SECOND)) * 10) / 10,
  };
  const plan = { contract_digest: digest, code_version: context.code_version, blast_radius };
  return { plan_digest: planDigest(request, plan), ...plan };
}
