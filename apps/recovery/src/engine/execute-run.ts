import type { ReadRange } from '@stockproof/kafka';
import type { TrustedHistory } from '@stockproof/recovery-contract';
import type {
  FunctionVersion,
  VerificationStep,
  RecoverableFlow,
  RepairNames,
  Selection,
  Verification,
} from './recoverable-flow.js';
import type { RunControl } from './run-control.js';
import { RepairsUndecidedError, type SendContext, sendRepairs } from './send-repairs.js';
import { countApplied } from './sql/repair-outcomes.js';

/** A requested run. Only `repair` and `promote` change anything. */
export interface RunAsk<Scope, C> {
  readonly recovery_id: string;
  readonly mode: 'verify' | 'what_if' | 'repair' | 'promote';
  readonly scope: Scope;
  readonly candidate?: C;
  /** Everything is read from Kafka, whatever the contract trusts. */
  readonly history?: 'full';
}

/** Callbacks of a run for its steps. */
export interface ExecuteContext {
  readonly onStep: VerificationStep;
  readonly onRepair: () => Promise<void>;
  readonly onPromote: () => Promise<void>;
  /**
   * Increases when a run starts again and when another process resumes it, so that its repairs get new ids.
   */
  readonly attempt: number;
  readonly claims: number;
  /** The checks that must pass before a candidate is promoted. */
  readonly required: readonly string[];
  /** Where the contract says that history is read. */
  readonly trusts: TrustedHistory;
}

/** What a run changed. */
export interface Repaired {
  readonly sent: number;
  readonly applied: number;
  readonly stale: number;
  readonly rounds: number;
  readonly published_ranges: readonly ReadRange[];
  /** Why something was not repaired. */
  readonly reasons: readonly string[];
}

/** What a run did, with its first and its last verification. */
export interface Executed<V extends Verification> {
  readonly first: V;
  readonly last: V;
  readonly repaired: Repaired;
  readonly promoted: boolean;
}

/** Most rounds of repair and verification; under constant updates some repairs of a round are stale. */
const MAX_ROUNDS = 8;

/**
 * Executes one run, from the barrier to the last verification. Every step can be repeated after a crash.
 * Rejects with RunAbortedError.
 */
export async function executeRun<
  V extends Verification,
  S extends Selection,
  Scope,
  C extends FunctionVersion,
>(
  context: ExecuteContext,
  flow: RecoverableFlow<V, S, Scope, C>,
  request: RunAsk<Scope, C>,
  control: RunControl,
): Promise<Executed<V>> {
  const { onStep, onPromote, attempt, claims, required } = context;
  const { mode, recovery_id, candidate = null } = request;
  const selector = await flow.select(request.scope, request.history === 'full' ? 'kafka' : context.trusts);
  const prefix = `${recovery_id}.${claims}.${attempt}`;
  if (mode === 'promote' && candidate !== null && flow.promote !== undefined) {
    const done = await flow.promote(
      { recovery_id, prefix, candidate, required, selector, onStep, onPromote },
      control,
    );
    const published_ranges = done.promoted ? rangesBetween(done.first, done.last, selector) : [];
    const reasons = done.reasons.map((reason) => `not promoted: ${reason}`);
    return { ...done, repaired: { ...NOTHING, applied: done.rows_changed, published_ranges, reasons } };
  }
  const wanted = candidate === null ? null : { recovery_id, name: candidate };
  const verifyAgain = (): Promise<V> => flow.verify(selector, wanted, onStep, control);
  const first = await verifyAgain();
  if (mode !== 'repair') return { first, last: first, repaired: NOTHING, promoted: false };
  return {
    first,
    ...(await repairRounds(flow, context, { recovery_id, prefix, selector, verifyAgain }, first, control)),
    promoted: false,
  };
}

interface Repairing<V, S> extends RepairNames {
  readonly selector: S;
  readonly verifyAgain: () => Promise<V>;
}

/** Repairs what a verification found and verifies again, until nothing is left that can be repaired. */
async function repairRounds<V extends Verification, S extends Selection, Scope, C extends FunctionVersion>(
  flow: RecoverableFlow<V, S, Scope, C>,
  { onRepair }: ExecuteContext,
  { recovery_id, prefix, selector, verifyAgain }: Repairing<V, S>,
  first: V,
  control: RunControl,
): Promise<Pick<Executed<V>, 'last' | 'repaired'>> {
  const { owner } = flow;
  let last = first;
  let total = NOTHING;
  let undecided: readonly string[] = [];
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const { messages, refused, after } = await flow.repairsOf(
      last,
      { recovery_id, prefix: `${prefix}.${round}` },
      control,
    );
    total = { ...total, reasons: refused };
    if (messages.length === 0 && after === null) break;
    await onRepair();
    const before = last;
    if (messages.length > 0) {
      const sent = await applied(owner, messages, total, control);
      total = sent.total;
      undecided = [...undecided, ...sent.undecided];
    }
    await after?.();
    last = await verifyAgain();
    total = {
      ...total,
      published_ranges: [...total.published_ranges, ...rangesBetween(before, last, selector)],
    };
  }
  // Includes what an earlier attempt of this run applied.
  const rows = await countApplied(owner.owner, owner.key, recovery_id);
  return {
    last,
    repaired: { ...total, applied: Math.max(rows, total.applied), reasons: [...total.reasons, ...undecided] },
  };
}

const NOTHING: Repaired = { sent: 0, applied: 0, stale: 0, rounds: 0, published_ranges: [], reasons: [] };

async function applied(
  owner: SendContext,
  repairs: Parameters<typeof sendRepairs>[1],
  total: Repaired,
  control: RunControl,
): Promise<{ readonly total: Repaired; readonly undecided: readonly string[] }> {
  const sent = total.sent + repairs.length;
  const rounds = total.rounds + 1;
  control.reportProgress({ step: 'repair', repairs_sent: sent });
  try {
    const outcomes = await sendRepairs(owner, repairs, control);
    const done = outcomes.filter(({ outcome }) => outcome === 'applied').length;
    control.reportProgress({ repairs_applied: total.applied + done });
    const stale = total.stale + outcomes.length - done;
    return { total: { ...total, sent, rounds, applied: total.applied + done, stale }, undecided: [] };
  } catch (error) {
    if (!(error instanceof RepairsUndecidedError)) throw error;
    return { total: { ...total, sent, rounds }, undecided: [error.message] };
  }
}

/** The offsets of a round's repairs on the topic: between its ends before and after the round. */
function rangesBetween(before: Verification, after: Verification, { partitions }: Selection): ReadRange[] {
  const from = new Map(before.published.map((range) => [range.partition, range.to_offset]));
  return after.published.flatMap(({ topic, partition, to_offset }) => {
    const from_offset = from.get(partition) ?? to_offset;
    return partitions.has(partition) && from_offset < to_offset
      ? [{ topic, partition, from_offset, to_offset }]
      : [];
  });
}
