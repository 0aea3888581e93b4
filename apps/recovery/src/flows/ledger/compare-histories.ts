import type { AvailabilityFunction, AvailabilityState } from '@stockproof/availability';
import {
  cdcMatchesTable,
  covered,
  historyUnchanged,
  type KnownHead,
  ledgerChecks,
  type OffersInScope,
  offersFoundBy,
  type Replayed,
  type RowRules,
  scopeCondition,
} from '@stockproof/verification';
import type { ReplayFold } from '@stockproof/replay';
import type { RunControl } from '../../engine/run-control.js';
import type { VerificationStep } from '../../engine/recoverable-flow.js';
import type { Snapshot } from '../../engine/snapshot.js';
import { headsIn } from '../../evidence/heads/heads.js';
import type { FlowVerification } from '../../evidence/recorded-flow.js';
import type { Barrier } from '../histories/barrier.js';
import type { CdcHistoryRange } from '../histories/read-cdc-history.js';
import type { ReadSide } from '../histories/read-side.js';
import { offersInScope, type Selector } from '../scope/scope-selector.js';
import { checksOfReadSide } from './checks.js';
import type { CandidateVerification } from './verify-candidate.js';
import { countsOf, marksOf, replayedBy, signableHeads } from './replayed.js';
import { replayWith } from './replay-ledger.js';
import { countRedeliveries, readInRanges } from './sql/ledger.js';
import { stateDigest } from './state-digest.js';

/** What was read of the histories of a scope, before the ledger. */
export interface ReadHistories {
  readonly barrier: Barrier;
  readonly cdc: CdcHistoryRange;
  /** Null without the view and the published messages. */
  readonly read_side: ReadSide | null;
  readonly signed: readonly KnownHead[];
  /** The function of the view. */
  readonly live: AvailabilityFunction;
  readonly rules: RowRules;
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

/** Two connections in one snapshot of the ledger: one for statements, one for COPY. */
export interface LedgerReaders {
  readonly snapshot: Snapshot;
  readonly reader: Snapshot;
}

/**
 * Replays the ledger's rows of a scope and compares the histories. The snapshot must be newer than what was
 * read of the others, so that nothing in them can be ahead of it. Rejects with RunAbortedError.
 */
export async function compareHistories(
  { onStep }: { readonly onStep: VerificationStep },
  selector: Selector,
  { barrier, cdc, read_side, signed, live, rules }: ReadHistories,
  { snapshot, reader }: LedgerReaders,
  control: RunControl,
): Promise<LedgerVerification> {
  if (selector.range !== undefined) for (const { db } of [snapshot, reader]) await readInRanges(db);
  const { history } = cdc;
  const seen =
    read_side === null ? [] : [read_side.rows, read_side.orphan_locations, read_side.published.latest];
  const scope = offersInScope(selector, barrier.heads, [...history.offers.values()], signed, ...seen);
  const replaying = replayWith(reader, scope, live, marksOf(cdc, read_side), control);
  const rows = replaying.then(({ read }) => read);
  // Thrown where the replay is awaited.
  rows.catch(() => undefined);
  // On another connection than the replay, so the server works on both.
  const [fold, from_sql] = await Promise.all([replaying, ledgerChecks(snapshot.db, scope, rows)]);
  await onStep('reconcile');
  const replayed = replayedBy(fold);
  const heads = barrier.passed ? barrier.heads : [];
  const { check, refuted, missing } = cdcMatchesTable(history, heads, replayed);
  const unchanged = await historyUnchanged(snapshot.db, signed, fold.offers.size);
  const refuting = new Set([...refuted, ...offersFoundBy(unchanged)]);
  const of_read_side =
    read_side === null ? [] : await checksOfReadSide(snapshot, barrier, read_side, scope, replayed, rules);
  return {
    checks: [
      ...from_sql,
      unchanged,
      covered(check, barrier.passed, 'the capture was not seen to pass the barrier'),
      ...of_read_side,
    ],
    counts: { table: countsOf(fold), cdc: history.counts() },
    barrier,
    captured: cdc,
    read_side,
    scope,
    fold,
    replayed,
    signed,
    live,
    candidate: null,
    refuted: refuting,
    missing_in_cdc: missing,
    uncaptured_stock: new Set(),
    duplicates_skipped: await countRedeliveries(snapshot.db, scopeCondition(scope)),
    history: cdc.ranges,
    read_from: cdc.read_from,
    sealed_segments: [...cdc.segments, ...(read_side?.published.segments ?? [])],
    schema: { versions: [...fold.schema_versions], fingerprints: [...history.fingerprints] },
    published: read_side?.published.ranges ?? [],
    heads: () => headsIn(signableHeads(fold, refuting)),
    stateDigest: () => stateDigest(read_side?.rows ?? []),
  };
}
