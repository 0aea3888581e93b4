import type { Recovery } from '../recoveries/recovery-calls.js';

// The document of the service says of no enumeration that it may be null, so the type does not have it.
const NO_VERDICT = JSON.parse('null') as Recovery['confidence_status'];

const YES = { allowed: true, why: null };

/** A repair that is planned and that the caller may approve. */
export function aRecovery(change: Partial<Recovery> = {}): Recovery {
  return {
    recovery_id: 'rec-2026-11-27-0123456789ab',
    contract: 'inventory-availability-projection',
    status: 'planned',
    mode: 'repair',
    scope: { type: 'by_sku', skus: ['1231241'] },
    candidate: null,
    put_back: null,
    owner: 'Ada',
    intent: 'a buyer saw 12',
    requested_by: 'ada',
    rate_limit_events_per_second: null,
    plan_digest: 'a'.repeat(64),
    blast_radius: {
      offers: 1,
      events: 240,
      sellers: 1,
      topics: ['inventory.availability.v2'],
      messages_at_most: 1,
      estimated_seconds: 2,
    },
    code_version: '1.0.0',
    approval: null,
    review_due: false,
    step: null,
    resumed: 0,
    progress: null,
    confidence_status: NO_VERDICT,
    evidence_sequence: null,
    reason: null,
    may: { approve: true, break_glass: false, why: null, pause: YES, resume: YES, abort: YES },
    ...change,
  };
}
