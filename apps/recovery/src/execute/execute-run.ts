import type { OffsetRange } from '@stockproof/evidence';
import type { RunState } from '@stockproof/recovery-run';
import type { Flow } from '../contracts/load-flows.js';
import { selectOffers } from '../plan/select-offers.js';
import { type Selector, selectorOf } from '../plan/scope-selector.js';
import { look, type Look, type LookContext } from './look.js';
import type { Repaired } from './make-content.js';
import { captureAgain, recapturesOf } from './recapture.js';
import { repairsOfStock } from './repair-stock.js';
import { repairsOfView } from './repair-view.js';
import type { RunControl } from './run-control.js';
import { countApplied } from './sql/count-applied.js';
import { RepairsUndecidedError, type SendContext, sendRepairs } from './send-repairs.js';

export interface ExecuteContext extends LookContext {
  readonly onRepair: () => Promise<void>;
  /** By the flow's name: where its repairs go and who decides on them. */
  readonly owners: Readonly<Record<string, SendContext>>;
}

export interface Executed {
  readonly first: Look;
  readonly last: Look;
  readonly repaired: Repaired;
}

/** Rounds of repair and another look; an offer that is written all the time may be stale for a few of them. */
const MOST_ROUNDS = 8;

/** One run from the barrier to the last look. Everything in it can be begun again after a crash. */
export async function executeRun(
  context: ExecuteContext, flow: Flow, run: RunState, control: RunControl,
): Promise<Executed> {
  const { request, taken_up } = run;
  if (request === null) throw new Error('a run without a request');
  const with_view = flow.contract.reconciliation.checks.includes('view_matches_replay');
  const selecting = { broker: context.broker, captured_topic: context.topics.captured, group_prefix: context.group_prefix };
  const selected = await selectOffers(context.ledger, request.scope, selecting);
  const selector = selectorOf(request.scope, context.partitions, selected);
  const see = (): Promise<Look> => look(context, selector, with_view, control);
  const first = await see();
  const owner = context.owners[flow.contract.flow];
  if (owner === undefined) throw new Error(`nobody takes repairs of ${flow.contract.flow}`);
  const ledger_owner = context.owners['inventory-stock-tables'];
  if (ledger_owner === undefined) throw new Error('nobody owns the ledger');
  if (request.mode === 'verify') return { first, last: first, repaired: NOTHING };
  let last = first;
  let total = NOTHING;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const { recovery_id } = request;
    const prefix = `${recovery_id}.${taken_up}.${round}`;
    const { repairs, refused } = with_view
      ? repairsOfView(last, recovery_id, prefix)
      : await repairsOfStock(last, context.ledger_url, { recovery_id, prefix }, control);
    const reasons = refused.map((name) => `${name.replace('\u001f', ' ')} was not repaired: its ledger is in doubt`);
    total = { ...total, reasons };
    const recaptures = recapturesOf(last, { recovery_id, prefix });
    if (repairs.length + recaptures.length === 0) break;
    await context.onRepair();
    const before = last;
    if (repairs.length > 0) total = await applied(owner, repairs, total, control);
    // After the view is right: rows that are captured again are then duplicates to it, in whatever order they come.
    if (recaptures.length > 0) await captureAgain(context, last, recaptures, ledger_owner, control);
    last = await see();
    total = { ...total, published_ranges: [...total.published_ranges, ...rangesBetween(before, last, selector)] };
  }
  // What an attempt before this one applied was applied by this run.
  const rows = await countApplied(owner.owner, request.recovery_id);
  return { first, last, repaired: { ...total, applied: Math.max(rows, total.applied) } };
}

const NOTHING: Repaired = { sent: 0, applied: 0, stale: 0, rounds: 0, published_ranges: [], reasons: [] };

async function applied(
  owner: SendContext, repairs: Parameters<typeof sendRepairs>[1], total: Repaired, control: RunControl,
): Promise<Repaired> {
  const { reasons } = total;
  const sent = total.sent + repairs.length;
  const rounds = total.rounds + 1;
  control.tell({ step: 'repair', repairs_sent: sent });
  try {
    const outcomes = await sendRepairs(owner, repairs, control);
    const done = outcomes.filter(({ outcome }) => outcome === 'applied').length;
    control.tell({ repairs_applied: total.applied + done });
    return { ...total, sent, rounds, applied: total.applied + done, stale: total.stale + outcomes.length - done };
  } catch (error) {
    if (!(error instanceof RepairsUndecidedError)) throw error;
    return { ...total, sent, rounds, reasons: [...reasons, error.message] };
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
