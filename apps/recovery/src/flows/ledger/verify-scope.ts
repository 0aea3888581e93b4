import { BUILT_IN } from '@stockproof/availability';
import { withSharedConnections } from '@stockproof/kafka';
import type { StockCdcVerdict } from '@stockproof/verification';
import type { CandidateToVerify } from '../../engine/recoverable-flow.js';
import type { RunControl } from '../../engine/run-control.js';
import { findNewestSigned, findAttestedHeads } from '../../evidence/sql/signed-heads.js';
import { captureBarrier } from '../histories/barrier.js';
import { readCdcHistory } from '../histories/read-cdc-history.js';
import { readProjectionState } from '../histories/read-side.js';
import type { Selector } from '../scope/scope-selector.js';
import { compareStockCdc } from '../stock-cdc/compare-stock-cdc.js';
import {
  readStockChanges,
  type StockCapture,
  type StockChangesRead,
} from '../stock-cdc/read-stock-changes.js';
import { rulesFor } from './checks.js';
import { compareHistories, type LedgerVerification } from './compare-histories.js';
import type { VerificationContext } from './verification-context.js';
import { verifyCandidate } from './verify-candidate.js';

/** What is compared with the ledger and its CDC history. A member that is missing counts as null. */
export interface VerificationOptions {
  /** False skips the view and the published messages. */
  readonly with_view: boolean;
  /** Where the CDC of the stock tables is, to compare the tables with it; null: not compared. */
  readonly stock_capture?: StockCapture | null;
  readonly candidate?: CandidateToVerify | null;
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
  const { barrier, stock, read_side, live } = histories;
  await context.onStep('replay');
  const snapshot = await context.ledger_at();
  const reader = await context.ledger_at(snapshot.id);
  try {
    control.beginReading(barrier.heads.reduce((sum, { version }) => sum + version, 0));
    const of_ledger = await compareHistories(context, selector, histories, { snapshot, reader }, control);
    const compared =
      stock === null
        ? of_ledger
        : withStockCdc(of_ledger, stock, await compareStockCdc(context, stock, selector, snapshot, control));
    if (candidate === null) return compared;
    const promoted_by = read_side?.projection.promoted_by ?? null;
    const { scope, fold } = compared;
    const parts = { snapshot, reader, scope, fold, live, promoted_by };
    return { ...compared, candidate: await verifyCandidate(context.functions, parts, candidate, control) };
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
  return { barrier, cdc, stock, read_side, live, signed, rules };
}

/** What was found, with what the CDC of the stock tables says of them. */
function withStockCdc(
  found: LedgerVerification,
  { ranges, segments }: StockChangesRead,
  { check, uncaptured }: StockCdcVerdict,
): LedgerVerification {
  return {
    ...found,
    checks: [...found.checks, check],
    uncaptured_stock: uncaptured,
    history: [...found.history, ...ranges],
    sealed_segments: [...found.sealed_segments, ...segments],
  };
}
