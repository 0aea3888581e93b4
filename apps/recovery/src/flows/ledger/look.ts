import { offerKey, skuPartition } from '@stockproof/events';
import type { ChainHead, CheckResult, ReplayCounts } from '@stockproof/evidence';
import {
  cdcMatchesTable,
  claimOf,
  covered,
  historyUnchanged,
  type KnownHead,
  ledgerChecks,
  nameOf,
  notCovered,
  type OffersInScope,
  offersFoundBy,
  publishedMatchesView,
  readSourcesSql,
  type RowRules,
  type Replayed,
  scopeCondition,
  type SourceRow,
  viewMatchesReplay,
  viewNotNewerThanSource,
} from '@stockproof/verification';
import {
  type AvailabilityFunction,
  type AvailabilityState,
  BUILT_IN,
  type ProjectionFunctions,
} from '@stockproof/availability';
import { type Marks, type ReplayFold } from '@stockproof/replay';
import type { Pool } from 'pg';
import { findNewestSigned, findVouchedHeads } from '../../evidence/sql/find-newest-signed.js';
import { offersInScope, type Selector } from '../scope/scope-selector.js';
import type { FlowLook, LookStep } from '../../engine/recoverable-flow.js';
import {
  type Barrier,
  type HistoryContext,
  readReadSide,
  type ReadSide,
  takeBarrier,
} from '../histories/histories.js';
import { type CandidateWanted, lookAtCandidate } from './look-at-candidate.js';
import { type Captured, readCaptured } from '../histories/read-captured.js';
import { replayWith } from './replay-ledger.js';
import type { RunControl } from '../../engine/run-control.js';
import { stateDigest } from './state-digest.js';
import type { OpenSnapshot, Snapshot } from '../../engine/snapshot.js';
import { readConfidence } from './sql/read-confidence.js';
import { countRedeliveries } from './sql/count-redeliveries.js';

export interface LookContext extends HistoryContext {
  readonly records: Pool;
  /** Moments of the ledger's database. */
  readonly ledger_at: OpenSnapshot;
  readonly functions: ProjectionFunctions;
  /** The contract's recovery window is finite: the capture may begin later than the ledger. */
  readonly history_may_end: boolean;
  readonly onStep: LookStep;
}

export interface LookWanted {
  /** False leaves the read side out. */
  readonly with_view: boolean;
  readonly candidate?: CandidateWanted | null;
}

/** Everything that one look at a scope found out. */
export interface Look extends FlowLook {
  readonly barrier: Barrier;
  readonly captured: Captured;
  readonly read_side: ReadSide | null;
  readonly scope: OffersInScope;
  readonly fold: ReplayFold<AvailabilityState>;
  readonly replayed: Replayed;
  /** Offers whose capture contradicts the ledger, or whose ledger is not what was signed before. */
  readonly refuted: ReadonlySet<string>;
  /** Offers of which the capture lacks rows. */
  readonly uncaptured: ReadonlySet<string>;
  readonly signed: readonly KnownHead[];
  /** The one the view is made with. */
  readonly live: AvailabilityFunction;
}

/**
 * Gathers the histories, the last one read being the ledger's snapshot, so that nothing seen elsewhere can be ahead of
 * it; replays the ledger and compares.
 */
export async function look(
  context: LookContext,
  selector: Selector,
  { with_view, candidate = null }: LookWanted,
  control: RunControl,
): Promise<Look> {
  await context.onStep('barrier');
  const barrier = await takeBarrier(context, selector, control);
  const vouched = context.history_may_end ? await findVouchedHeads(context.records, selector.condition) : [];
  const captured = await readCaptured(context, selector, vouched, control);
  const read_side = with_view ? await readReadSide(context, selector, captured, control) : null;
  const live = read_side === null ? BUILT_IN : await context.functions(read_side.projection.live);
  const signed = await findNewestSigned(context.records, 'ledger', selector.condition);
  const rules = await rulesFor(context, selector);
  const seen = read_side === null ? [] : [read_side.rows, read_side.strays, read_side.published.latest];
  const known = [barrier.heads, [...captured.history.offers.values()], signed, ...seen];
  const scope = offersInScope(selector, ...known);
  await context.onStep('replay');
  const moment = await context.ledger_at();
  const reader = await context.ledger_at(moment.id);
  try {
    const events_total = barrier.heads.reduce((sum, { version }) => sum + version, 0);
    control.tell({ events_total, events_read: 0 });
    const fold = await replayWith(reader, scope, live, marksOf(captured, read_side), control);
    const promoted_by = read_side?.projection.promoted_by ?? null;
    const parts = { moment, reader, scope, fold, live, promoted_by };
    const other =
      candidate === null ? null : await lookAtCandidate(context.functions, parts, candidate, control);
    await context.onStep('reconcile');
    const replayed = replayedBy(fold);
    const heads = barrier.passed ? barrier.heads : [];
    const { check, refuted, missing } = cdcMatchesTable(captured.history, heads, replayed);
    const from_ledger = await checksOfLedger(moment, scope, fold, signed);
    const changed = from_ledger.find(({ name }) => name === 'history_unchanged_since_last_evidence');
    const refuting = new Set([...refuted, ...offersFoundBy(changed)]);
    return {
      checks: [
        ...from_ledger,
        covered(check, barrier.passed, 'the capture was not seen to pass the barrier'),
        ...(read_side === null
          ? []
          : await checksOfReadSide(moment, barrier, read_side, scope, replayed, rules)),
      ],
      counts: { table: countsOf(fold), cdc: captured.history.counts() },
      barrier,
      captured,
      read_side,
      scope,
      fold,
      replayed,
      signed,
      live,
      candidate: other,
      refuted: refuting,
      uncaptured: missing,
      duplicates_skipped: await countRedeliveries(moment.db, scopeCondition(scope)),
      history: captured.ranges,
      schema: { versions: [...fold.schema_versions], fingerprints: [...captured.history.fingerprints] },
      published: read_side?.published.ranges ?? [],
      heads: () => signableHeads(fold, refuting),
      stateDigest: () => stateDigest(read_side?.rows ?? []),
    };
  } finally {
    await Promise.all([moment.close(), reader.close()]);
  }
}

async function checksOfLedger(
  { db }: Snapshot,
  scope: OffersInScope,
  fold: ReplayFold<AvailabilityState>,
  signed: readonly KnownHead[],
): Promise<CheckResult[]> {
  return [
    ...(await ledgerChecks(db, scope, fold.read)),
    await historyUnchanged(db, signed, fold.offers.size),
  ];
}

async function checksOfReadSide(
  { db }: Snapshot,
  barrier: Barrier,
  side: ReadSide,
  scope: OffersInScope,
  replayed: Replayed,
  rules: RowRules,
): Promise<CheckResult[]> {
  const { rows: sources } = await db.query<SourceRow>(readSourcesSql(scopeCondition(scope)));
  const { rows, published, applied, announced, strays } = side;
  const heads = barrier.passed && applied ? barrier.heads : [];
  const late = 'the projection was not seen to pass the barrier';
  const stray = strays.map((offer) => ({
    ...offer,
    expected: 'no location',
    found: 'a location without an offer',
    first_differing_version: null,
  }));
  const view = viewMatchesReplay(rows, heads, replayed, rules);
  const withStrays: CheckResult =
    stray.length === 0
      ? view
      : {
          ...view,
          status: 'fail',
          failures: view.failures + stray.length,
          counterexamples: [...view.counterexamples, ...stray],
        };
  return [
    covered(viewNotNewerThanSource(rows, sources), true, ''),
    covered(withStrays, barrier.passed && applied, late),
    announced
      ? covered(publishedMatchesView(published.latest, rows, replayed), barrier.passed && applied, late)
      : notCovered('published_matches_view', 'the projection was not seen to publish what it had applied'),
  ];
}

/** Read after the view, so that no row of it can be ahead of what it says. */
async function rulesFor({ records, partitions }: LookContext, { condition }: Selector): Promise<RowRules> {
  const said = new Map((await readConfidence(records, condition)).map((one) => [nameOf(one), one]));
  return {
    home: (sku) => skuPartition(sku, partitions),
    confidence: (seller_id, sku) => {
      const one = said.get(nameOf({ seller_id, sku }));
      return one === undefined
        ? undefined
        : { confidence: one.confidence, verified_at_ms: one.verified_at.getTime() };
    },
  };
}

/** The versions at which somebody else is known to hold a state or a digest. */
function marksOf({ history }: Captured, side: ReadSide | null): Marks {
  const marks = new Map<string, number[]>();
  const add = (seller_id: string, sku: string, version: number): void => {
    const key = offerKey(seller_id, sku);
    marks.set(key, [...(marks.get(key) ?? []), version]);
  };
  for (const { seller_id, sku, version, again } of history.offers.values()) {
    for (const marked of new Set([version, ...again.map((row) => row.version)])) add(seller_id, sku, marked);
  }
  for (const { seller_id, sku, version } of side?.rows ?? []) add(seller_id, sku, version);
  for (const { seller_id, sku, value } of side?.published.latest ?? []) {
    const claimed = value === null ? null : claimOf(value);
    if (claimed !== null) add(seller_id, sku, claimed.version);
  }
  return (seller_id, sku) => marks.get(offerKey(seller_id, sku)) ?? [];
}

function replayedBy(fold: ReplayFold<AvailabilityState>): Replayed {
  return (seller_id, sku) => {
    const offer = fold.offers.get(offerKey(seller_id, sku));
    if (offer === undefined) return undefined;
    const { version, state, chain_digest, fault, marked } = offer;
    return {
      version,
      fault,
      at: (wanted) => (wanted === version ? state : marked.get(wanted)?.state),
      digestAt: (wanted) => (wanted === version ? chain_digest : marked.get(wanted)?.chain_digest),
    };
  };
}

function countsOf(fold: ReplayFold<AvailabilityState>): ReplayCounts {
  const sum = { read: fold.read, applied: 0, late: 0, duplicate: 0, skipped: 0 };
  for (const offer of fold.offers.values()) {
    for (const name of ['applied', 'late', 'duplicate', 'skipped'] as const) sum[name] += offer[name];
  }
  return sum;
}

function signableHeads({ offers }: ReplayFold<AvailabilityState>, refuted: ReadonlySet<string>): ChainHead[] {
  return [...offers]
    .filter(([key, { fault }]) => fault === null && !refuted.has(key))
    .map(([, { seller_id, sku, version, chain_digest }]) => ({ seller_id, sku, version, chain_digest }));
}
