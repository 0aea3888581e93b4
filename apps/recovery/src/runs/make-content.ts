import {
  asFlag,
  type CandidateResult,
  type EvidenceContent,
  fitContent,
  type FunctionSeen,
  computeVerdict,
} from '@stockproof/evidence';
import type { RunRequest, RunState } from '@stockproof/recovery-run';
import type { Flow } from '../contracts/load-flows.js';
import type { Repaired } from '../engine/execute-run.js';
import type { Heads } from '../evidence/heads/heads.js';
import type { FlowVerification } from '../evidence/recorded-flow.js';

/** What the record of a run is made from. */
export interface ContentFacts {
  readonly run: RunState;
  readonly flow: Flow;
  readonly first: FlowVerification;
  readonly last: FlowVerification;
  readonly repaired: Repaired;
  /** Whether a candidate was promoted. */
  readonly promoted: boolean;
  readonly requested_at: string;
  readonly finished_at: string;
}

/**
 * Builds the record of a run, without its seal. The verdict is that of the last verification. Throws
 * EvidenceTooLargeError.
 */
export function makeContent(
  { run, flow, first, last, repaired, promoted, requested_at, finished_at }: ContentFacts,
  heads: Heads,
): EvidenceContent {
  const { request, plan, approval, requested_by } = run;
  if (request === null || plan === null) throw new Error('a run without request and plan cannot be sealed');
  const required = flow.contract.reconciliation.checks;
  const checks = last.checks.filter(({ name }) => (required as readonly string[]).includes(name));
  const after = last.stateDigest();
  const verdict = computeVerdict({ required, checks, counts: last.counts, offers: heads.count });
  const { table } = last.counts;
  return fitContent({
    recovery_id: request.recovery_id,
    flow: request.flow,
    scope: request.scope,
    events_processed: table.read,
    duplicates_skipped: last.duplicates_skipped,
    late_events_accepted: table.late,
    projection_rows_changed: repaired.applied,
    reconciliation: Object.fromEntries(checks.map(({ name, status }) => [name, asFlag(status)])),
    confidence_status: verdict.status,
    published_outputs: repaired.applied > 0 ? flow.contract.republication.topics : [],
    schema_version: 1,
    mode: request.mode,
    projection_function: nameOnly(last.live),
    candidate: candidateOf(request, last, promoted),
    reasons: [...verdict.reasons, ...repaired.reasons],
    checks,
    counts: last.counts,
    contract: { flow: flow.contract.flow, version: flow.contract.version, digest: flow.digest },
    code_version: run.executed_by ?? plan.code_version,
    plan_digest: plan.plan_digest,
    schema: {
      versions: [...last.schema.versions].sort((a, b) => a - b),
      fingerprints: [...last.schema.fingerprints].sort(),
    },
    watermark: { wal_lsn: last.barrier.wal_lsn, taken_at: last.barrier.taken_at },
    history: last.history.map(({ topic, partition, from_offset, to_offset }) => ({
      topic,
      partition,
      from_offset,
      to_offset,
    })),
    offers: { count: heads.count, merkle_root: heads.root() },
    state_digests: { before: first === last ? after : first.stateDigest(), after },
    blast_radius: { estimated: plan.blast_radius, offers_repaired: repaired.applied },
    repairs: {
      sent: repaired.sent,
      applied: repaired.applied,
      stale: repaired.stale,
      rounds: repaired.rounds,
    },
    published_ranges: repaired.published_ranges,
    owner: request.owner,
    intent: request.intent,
    requested_by: requested_by ?? '',
    approved_by: approval?.by ?? null,
    break_glass: approval?.break_glass ?? false,
    resumed: Math.max(0, run.claims - 1),
    requested_at,
    finished_at,
    ...(typeof approval?.reason === 'string' ? { break_glass_reason: approval.reason } : {}),
    ...(last.read_from === null ? {} : { history_read_from: last.read_from }),
    ...(last.sealed_segments.length === 0 ? {} : { sealed_segments: last.sealed_segments }),
    ...(request.redrive === undefined ? {} : { redrive: request.redrive }),
    ...(request.put_back === undefined ? {} : { put_back: request.put_back }),
  });
}

function candidateOf(
  { candidate }: RunRequest,
  { candidate: differences }: FlowVerification,
  promoted: boolean,
): CandidateResult | null {
  if (candidate === undefined || differences === null) return null;
  const { difference, oversells, compared_with } = differences;
  return { ...nameOnly(candidate), compared_with, difference, budget: candidate.budget, promoted, oversells };
}

function nameOnly({ name, version, digest }: FunctionSeen): FunctionSeen {
  return { name, version, digest };
}
