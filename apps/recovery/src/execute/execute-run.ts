import type { OffsetRange } from '@stockproof/evidence';
import { offerOf } from '@stockproof/reconciliation';
import type { RunState } from '@stockproof/recovery-run';
import type { Flow } from '../contracts/load-flows.js';
import { selectOffers } from '../plan/select-offers.js';
import { type Selector, selectorOf } from '../plan/scope-selector.js';
import { look, type Look, type LookContext } from './look.js';
import type { Repaired } from './make-content.js';
import { captureAgain, recapturesOf } from './recapture.js';
import { repairsOfStock } from './repair-stock.js';
import { repairsOfView } from './repair-view.js';
import { promoteCandidate } from './promote-candidate.js';
import type { RunControl } from './run-control.js';
import { countApplied } from './sql/count-applied.js';
import { RepairsUndecidedError, type SendContext, sendRepairs } from './send-repairs.js';

export interface ExecuteContext extends LookContext {
  readonly onRepair: () => Promise<void>;
  readonly onPromote: () => Promise<void>;
  /** Raised when a run begins again: what it sends then is something new. */
  readonly attempt: number;
  /** By the flow's name: where its repairs go and who decides on them. */
  readonly owners: Readonly<Record<string, SendContext>>;
}

export interface Executed {
  readonly first: Look;
  readonly last: Look;
  readonly repaired: Repaired;
  readonly promoted: boolean;
}

/** Rounds of repair and another look; an offer that is written all the time may be stale for a few of them. */
const MOST_ROUNDS = 8;
const STOCK_FLOW = 'inventory-stock-tables';

/** One run from the barrier to the last look. Everything in it can be begun again after a crash. */
export async function executeRun(
  context: ExecuteContext, flow: Flow, run: RunState, control: RunControl,
): Promise<Executed> {
  const { request, taken_up } = run;
  if (request === null) throw new Error('a run without a request');
  const { mode, recovery_id, candidate = null } = request;
  const with_view = flow.contract.reconciliation.checks.includes('view_matches_replay');
  const selecting = { broker: context.broker, captured_topic: context.topics.captured, group_prefix: context.group_prefix };
  const selected = await selectOffers(context.ledger, request.scope, selecting);
  const selector = selectorOf(request.scope, context.partitions, selected);
  const wanted = { with_view, candidate: candidate === null ? null : { recovery_id, name: candidate } };
  const see = (): Promise<Look> => look(context, selector, wanted, control);
  const owner = ownerOf(context, flow.contract.flow);
  const prefix = `${recovery_id}.${taken_up}.${context.attempt}`;
  if (mode === 'promote' && candidate !== null) {
    const required = flow.contract.reconciliation.checks;
    const done = await promoteCandidate({ owner, recovery_id, prefix, candidate, required, see, onPromote: context.onPromote }, control);
    const applied = done.promoted ? done.last.read_side?.projection.promoted_by?.rows_changed ?? 0 : 0;
    const published_ranges = done.promoted ? rangesBetween(done.first, done.last, selector) : [];
    return { ...done, repaired: { ...NOTHING, applied, published_ranges, reasons: done.reasons.map((reason) => `not promoted: ${reason}`) } };
  }
  const first = await see();
  if (mode !== 'repair') return { first, last: first, repaired: NOTHING, promoted: false };
  return { first, ...(await repairRounds(context, { owner, with_view, recovery_id, prefix, selector, see }, first, control)), promoted: false };
}

interface Repairing {
  readonly owner: SendContext;
  readonly with_view: boolean;
  readonly recovery_id: string;
  readonly prefix: string;
  readonly selector: Selector;
  readonly see: () => Promise<Look>;
}

/** Repairs what a look found, looks again, and so on until nothing is left that can be repaired. */
async function repairRounds(
  context: ExecuteContext, { owner, with_view, recovery_id, prefix: attempt, selector, see }: Repairing, first: Look, control: RunControl,
): Promise<Pick<Executed, 'last' | 'repaired'>> {
  let last = first;
  let total = NOTHING;
  let undecided: readonly string[] = [];
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const prefix = `${attempt}.${round}`;
    const { repairs, refused } = with_view
      ? repairsOfView(last, recovery_id, prefix)
      : await repairsOfStock(last, context.ledger_url, { recovery_id, prefix }, control);
    const reasons = refused.map(offerOf).map(({ seller_id, sku }) => `${seller_id} ${sku} was not repaired: its ledger is in doubt`);
    total = { ...total, reasons };
    const recaptures = recapturesOf(last, { recovery_id, prefix });
    if (repairs.length + recaptures.length === 0) break;
    await context.onRepair();
    const before = last;
    if (repairs.length > 0) {
      const sent = await applied(owner, repairs, total, control);
      total = sent.total;
      undecided = [...undecided, ...sent.undecided];
    }
    // After the view is right: rows that are captured again are then duplicates to it, in whatever order they come.
    if (recaptures.length > 0) await captureAgain(context, last, recaptures, ownerOf(context, STOCK_FLOW), control);
    last = await see();
    total = { ...total, published_ranges: [...total.published_ranges, ...rangesBetween(before, last, selector)] };
  }
  // What an attempt before this one applied was applied by this run.
  const rows = await countApplied(owner.owner, recovery_id);
  return { last, repaired: { ...total, applied: Math.max(rows, total.applied), reasons: [...total.reasons, ...undecided] } };
}

function ownerOf({ owners }: ExecuteContext, flow: string): SendContext {
  const owner = owners[flow];
  if (owner === undefined) throw new Error(`nobody takes repairs of ${flow}`);
  return owner;
}

const NOTHING: Repaired = { sent: 0, applied: 0, stale: 0, rounds: 0, published_ranges: [], reasons: [] };

async function applied(
  owner: SendContext, repairs: Parameters<typeof sendRepairs>[1], total: Repaired, control: RunControl,
): Promise<{ readonly total: Repaired; readonly undecided: readonly string[] }> {
  const sent = total.sent + repairs.length;
  const rounds = total.rounds + 1;
  control.tell({ step: 'repair', repairs_sent: sent });
  try {
    const outcomes = await sendRepairs(owner, repairs, control);
    const done = outcomes.filter(({ outcome }) => outcome === 'applied').length;
    control.tell({ repairs_applied: total.applied + done });
    const stale = total.stale + outcomes.length - done;
    return { total: { ...total, sent, rounds, applied: total.applied + done, stale }, undecided: [] };
  } catch (error) {
    if (!(error instanceof RepairsUndecidedError)) throw error;
    return { total: { ...total, sent, rounds }, undecided: [error.message] };
  }
}

/** Where on the topic the repairs of a round stand: between the ends before and after it. */
function rangesBetween(before: Look, after: Look, { partitions }: Selector): OffsetRange[] {
  const from = new Map((before.read_side?.published.ranges ?? []).map((range) => [range.partition, range.to_offset]));
  return (after.read_side?.published.ranges ?? []).flatMap(({ topic, partition, to_offset }) => {
    const from_offset = from.get(partition) ?? to_offset;
    return partitions.has(partition) && from_offset < to_offset ? [{ topic, partition, from_offset, to_offset }] : [];
  });
}
