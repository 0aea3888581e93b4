import { randomBytes } from 'node:crypto';
import type { AvailabilityGenerationRowV1, AvailabilityGenerationV1 } from '@stockproof/events';
import { computeVerdict, overBudget } from '@stockproof/evidence';
import type { CandidateRequest, RunRequest } from '@stockproof/recovery-run';
import type { ShadowOffer } from '@stockproof/replay';
import type { AvailabilityState } from '@stockproof/availability';
import type { Promotion, PromotionAsk } from '../../engine/recoverable-flow.js';
import type { Selector } from '../scope/scope-selector.js';
import type { LedgerVerification } from '../ledger/compare-histories.js';
import { toMessage } from './repair-view.js';
import type { RunControl } from '../../engine/run-control.js';
import { type PlacedStep, sendSteps, reportSteps } from './send-generation.js';
import { sendByKey, type SendContext } from '../../engine/send-repairs.js';

/** What a promotion needs. `verifyAgain` is called before the decision, and once more after a swap. */
export interface PromotionContext extends PromotionAsk<Selector, CandidateRequest> {
  readonly owner: SendContext;
  readonly verifyAgain: () => Promise<LedgerVerification>;
}

/**
 * Builds the view of the candidate next to the live one, from the replay that is compared, and makes the
 * projection swap the two. Only if the live view is trusted and the difference is within the budget;
 * otherwise everything stays as it was. Rejects with RunAbortedError.
 */
export async function promoteCandidate(
  context: PromotionContext,
  control: RunControl,
): Promise<Promotion<LedgerVerification>> {
  const step = stepsOf(context);
  try {
    // Opened before the verification, so that changes after its snapshot are logged for the rows that come
    // from it. If the run is aborted while it waits for the answer, the generation may have been opened.
    const opened = await sendSteps(context.owner, [step('open', 0)], control);
    const first = await context.verifyAgain();
    if (isInPlace(first, context)) return await announce(context, first, control);
    const reasons = opened ? refusals(first, context) : ['the projection does not have this function'];
    if (reasons.length > 0) {
      await drop(context, control);
      return { first, last: first, promoted: false, rows_changed: 0, reasons };
    }
    await context.onPromote();
    // Rows have no results of their own; the swap counts them.
    await sendByKey(context.owner, rowsOf(context, first), control);
    await sendSteps(
      context.owner,
      partitionsOf(context).map((partition) => step('promote', partition)),
      control,
    );
    const seen = await context.verifyAgain();
    if (isInPlace(seen, context)) return await announce(context, first, control);
    await drop(context, control);
    return {
      first,
      last: seen,
      promoted: false,
      rows_changed: 0,
      reasons: ['the generation next to the view could not be brought up to it'],
    };
  } catch (error) {
    await drop(context, control).catch(() => undefined);
    throw error;
  }
}

/**
 * Makes every partition publish what the swap changed, then verifies again, now with the candidate's view.
 */
async function announce(
  context: PromotionContext,
  first: LedgerVerification,
  control: RunControl,
): Promise<Promotion<LedgerVerification>> {
  const step = stepsOf(context);
  await sendSteps(
    context.owner,
    partitionsOf(context).map((partition) => step('announce', partition)),
    control,
  );
  const last = await context.verifyAgain();
  return {
    first,
    last,
    promoted: true,
    rows_changed: last.read_side?.projection.promoted_by?.rows_changed ?? 0,
    reasons: [],
  };
}

function isInPlace({ read_side }: LedgerVerification, { recovery_id }: PromotionContext): boolean {
  return read_side?.projection.promoted_by?.recovery_id === recovery_id;
}

function refusals(verification: LedgerVerification, { candidate, required }: PromotionContext): string[] {
  const verdict = computeVerdict({
    required,
    checks: verification.checks,
    counts: verification.counts,
    offers: verification.fold.offers.size,
  });
  const untrusted =
    verdict.status === 'trusted' ? [] : [`the live view is ${verdict.status}: recover it first`];
  const difference = verification.candidate?.difference;
  return [
    ...untrusted,
    ...(difference === undefined ? ['nothing was compared'] : overBudget(difference, candidate.budget)),
  ];
}

function rowsOf(
  { recovery_id }: PromotionContext,
  { candidate }: LedgerVerification,
): AvailabilityGenerationRowV1[] {
  return [...(candidate?.fold.offers.values() ?? [])].map(
    ({ seller_id, sku, state }: ShadowOffer<AvailabilityState>) => ({
      schema_version: 1,
      type: 'generation_row',
      recovery_id,
      seller_id,
      sku,
      state: toMessage(state),
    }),
  );
}

/**
 * Makes the projection drop the generation that a run began to build; nothing happens if it builds another
 * one. A generation that was already swapped in is published by every partition: a swap is never undone.
 */
export async function giveUpGeneration(
  owner: SendContext,
  { recovery_id, mode, candidate }: RunRequest,
): Promise<void> {
  if (mode !== 'promote' || candidate === undefined) return;
  // A new name each time, because an applied step is not applied again, and a generation may have been
  // opened since.
  const named = {
    owner,
    recovery_id,
    prefix: `${recovery_id}.given-up.${randomBytes(6).toString('hex')}`,
    candidate,
  };
  const step = stepsOf(named);
  await reportSteps(owner, [
    step('drop', 0),
    ...partitionsOf(named).map((partition) => step('announce', partition)),
  ]);
}

function drop(context: PromotionContext, control: RunControl): Promise<boolean> {
  return sendSteps(context.owner, [stepsOf(context)('drop', 0)], control);
}

type Named = Pick<PromotionContext, 'recovery_id' | 'prefix' | 'candidate' | 'owner'>;

function stepsOf({ recovery_id, prefix, candidate: { name, version, digest }, owner }: Named) {
  return (action: AvailabilityGenerationV1['action'], partition: number): PlacedStep => ({
    partition,
    step: {
      schema_version: 1,
      type: 'generation',
      action,
      recovery_id,
      repair_id: `${prefix}.${action}.${partition}`,
      function: { name, version, digest },
      partitions: owner.partitions,
    },
  });
}

function partitionsOf({ owner }: Pick<PromotionContext, 'owner'>): number[] {
  return Array.from({ length: owner.partitions }, (_none, partition) => partition);
}
