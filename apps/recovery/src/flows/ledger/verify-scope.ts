import { type AvailabilityFunction, type AvailabilityState, BUILT_IN } from '@stockproof/availability';
import {
  cdcMatchesTable,
  covered,
  type KnownHead,
  type OffersInScope,
  offersFoundBy,
  type Replayed,
  scopeCondition,
} from '@stockproof/verification';
import { withSharedConnections } from '@stockproof/kafka';
import type { ReplayFold } from '@stockproof/replay';
import type { CandidateToVerify } from '../../engine/recoverable-flow.js';
import type { RunControl } from '../../engine/run-control.js';
import type { FlowVerification } from '../../evidence/recorded-flow.js';
import { findNewestSigned, findAttestedHeads } from '../../evidence/sql/signed-heads.js';
import { type Barrier, captureBarrier } from '../histories/barrier.js';
import { type CdcHistoryRange, readCdcHistory } from '../histories/read-cdc-history.js';
import { readProjectionState, type ReadSide } from '../histories/read-side.js';
import { offersInScope, type Selector } from '../scope/scope-selector.js';
import { compareStockCdc } from '../stock-cdc/compare-stock-cdc.js';
import {
  readStockChanges,
  type StockCapture,
  type StockChangesRead,
} from '../stock-cdc/read-stock-changes.js';
import { checksOfLedger, checksOfReadSide, rulesFor } from './checks.js';
import { type CandidateVerification, verifyCandidate } from './verify-candidate.js';
import { countsOf, marksOf, replayedBy, signableHeads } from './replayed.js';
import { replayWith } from './replay-ledger.js';
import type { VerificationContext } from './verification-context.js';
import { countRedeliveries } from './sql/ledger.js';
import { stateDigest } from './state-digest.js';

export interface VerificationOptions {
  /** False skips the view and the published messages. */
  readonly with_view: boolean;
  /** Where the CDC of the stock tables is, to compare the tables with it; null: not compared. */
  readonly stock_capture?: StockCapture | null;
  readonly candidate?: CandidateToVerify | null;
}

/** The result of one verification of a scope. */
export interface LedgerVerification extends FlowVerification {
  readonly candidate: CandidateVerification | null;
  readonly barrier: Barrier;
  readonly captured: CdcHistoryRange;
  readonly read_side: ReadSide | null;
  readonly scope: OffersInScope;
  readonly fold: ReplayFold<AvailabilityState>;
  readonly replayed: Replayed;
  /** Offers whose CDC history contradicts the ledger, or whose ledger differs from what was signed. */
  readonly refuted: ReadonlySet<string>;
  /** Offers whose CDC history lacks rows. */
  readonly missing_in_cdc: ReadonlySet<string>;
  /** Offers with a row in a stock table that the table's CDC does not have as it is. */
  readonly uncaptured_stock: ReadonlySet<string>;
  readonly signed: readonly KnownHead[];
  /** The function of the view. */
  readonly live: AvailabilityFunction;
}

/**
 * Reads the histories, replays the ledger and compares. The ledger's snapshot is read last, so nothing in the
 * other histories can be ahead of it. Rejects with RunAbortedError.
 */
export function verifyScope(
  context: VerificationContext,
  selector: Selector,
  options: VerificationOptions,
  control: RunControl,
): Promise<LedgerVerification> {
  return withSharedConnections(context.broker, (broker) =>
    verifyConnected({ ...context, broker }, selector, options, control),
  );
}

async function verifyConnected(
  context: VerificationContext,
  selector: Selector,
  { with_view, candidate = null, stock_capture = null }: VerificationOptions,
  control: RunControl,
): Promise<LedgerVerification> {
  const histories = await readHistories(context, selector, { with_view, stock_capture }, control);
  const { barrier, cdc, stock, read_side, live, signed, rules, scope } = histories;
  await context.onStep('replay');
  const snapshot = await context.ledger_at();
  const reader = await context.ledger_at(snapshot.id);
  try {
    const events_total = barrier.heads.reduce((sum, { version }) => sum + version, 0);
    control.reportProgress({ events_total, events_read: 0 });
    const fold = await replayWith(reader, scope, live, marksOf(cdc, read_side), control);
    const promoted_by = read_side?.projection.promoted_by ?? null;
    const parts = { snapshot, reader, scope, fold, live, promoted_by };
    const other =
      candidate === null ? null : await verifyCandidate(context.functions, parts, candidate, control);
    await context.onStep('reconcile');
    const replayed = replayedBy(fold);
    const heads = barrier.passed ? barrier.heads : [];
    const { check, refuted, missing } = cdcMatchesTable(cdc.history, heads, replayed);
    const from_ledger = await checksOfLedger(snapshot, scope, fold, signed);
    const changed = from_ledger.find(({ name }) => name === 'history_unchanged_since_last_evidence');
    const stock_cdc =
      stock === null ? null : await compareStockCdc(context, stock, selector, snapshot, control);
    const refuting = new Set([...refuted, ...offersFoundBy(changed)]);
    return {
      checks: [
        ...from_ledger,
        covered(check, barrier.passed, 'the capture was not seen to pass the barrier'),
        ...(stock_cdc === null ? [] : [stock_cdc.check]),
        ...(read_side === null
          ? []
          : await checksOfReadSide(snapshot, barrier, read_side, scope, replayed, rules)),
      ],
      counts: { table: countsOf(fold), cdc: cdc.history.counts() },
      barrier,
      captured: cdc,
      read_side,
      scope,
      fold,
      replayed,
      signed,
      live,
      candidate: other,
      refuted: refuting,
      missing_in_cdc: missing,
      uncaptured_stock: stock_cdc?.uncaptured ?? new Set(),
      duplicates_skipped: await countRedeliveries(snapshot.db, scopeCondition(scope)),
      ...readFrom(cdc, stock, read_side),
      schema: { versions: [...fold.schema_versions], fingerprints: [...cdc.history.fingerprints] },
      published: read_side?.published.ranges ?? [],
      heads: () => signableHeads(fold, refuting),
      stateDigest: () => stateDigest(read_side?.rows ?? []),
    };
  } finally {
    await Promise.all([snapshot.close(), reader.close()]);
  }
}

/** Everything that is compared with the ledger, which is read after it. */
async function readHistories(
  context: VerificationContext,
  selector: Selector,
  { with_view, stock_capture = null }: Pick<VerificationOptions, 'with_view' | 'stock_capture'>,
  control: RunControl,
) {
  await context.onStep('barrier');
  const barrier = await captureBarrier(context, selector, control);
  const attested = context.history_may_end
    ? await findAttestedHeads(context.records, selector.condition)
    : [];
  const cdc = await readCdcHistory(context, selector, attested, control);
  const stock =
    stock_capture === null
      ? null
      : await readStockChanges(context, stock_capture, selector, barrier, control);
  const read_side = with_view ? await readProjectionState(context, selector, cdc, control) : null;
  const live = read_side === null ? BUILT_IN : await context.functions(read_side.projection.live);
  const signed = await findNewestSigned(context.records, 'ledger', selector.condition);
  const rules = await rulesFor(context, selector);
  const seen =
    read_side === null ? [] : [read_side.rows, read_side.orphan_locations, read_side.published.latest];
  const known = [barrier.heads, [...cdc.history.offers.values()], signed, ...seen];
  const scope = offersInScope(selector, ...known);
  return { barrier, cdc, stock, read_side, live, signed, rules, scope };
}

function readFrom(
  cdc: CdcHistoryRange,
  stock: StockChangesRead | null,
  read_side: ReadSide | null,
): Pick<LedgerVerification, 'history' | 'read_from' | 'sealed_segments'> {
  const sealed_segments = [
    ...cdc.segments,
    ...(stock?.segments ?? []),
    ...(read_side?.published.segments ?? []),
  ];
  return { history: [...cdc.ranges, ...(stock?.ranges ?? [])], read_from: cdc.read_from, sealed_segments };
}
