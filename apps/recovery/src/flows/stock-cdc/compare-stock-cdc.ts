import { skuPartition } from '@stockproof/events';
import { isLater, type StockCdcVerdict, StockComparison } from '@stockproof/verification';
import { type RunControl, waitFor } from '../../engine/run-control.js';
import type { Snapshot } from '../../engine/snapshot.js';
import type { HistoryContext } from '../histories/barrier.js';
import { readWalPosition } from '../histories/sql/capture.js';
import type { Selector } from '../scope/scope-selector.js';
import { LateEvents } from './late-events.js';
import { hasDelivered, type StockChangesRead } from './read-stock-changes.js';
import { readStockRows, readTransactionsSeen } from './sql/stock-rows.js';

/** Between two looks at the topics while events are awaited, ms. */
const LATE_POLL_MS = 200;

type Context = Pick<HistoryContext, 'ledger' | 'broker' | 'partitions' | 'barrier_ms'>;

/**
 * Compares the rows of the stock tables in a snapshot with their newest CDC events, which were read before. Where
 * they differ it reads what arrives, until all are equal or the connector has delivered everything that the
 * snapshot sees; after `barrier_ms` they are not covered. Events of transactions that the snapshot does not see
 * do not count. Rejects with RunAbortedError.
 */
export async function compareStockCdc(
  context: Context,
  read: StockChangesRead,
  selector: Selector,
  { db }: Pick<Snapshot, 'db'>,
  control: RunControl,
): Promise<StockCdcVerdict> {
  const { ledger, partitions, barrier_ms } = context;
  const comparison = new StockComparison(read.changes);
  const rows_at = await readTransactionsSeen(db);
  for await (const rows of readStockRows(db, selector.condition)) comparison.addRows(rows);
  comparison.finishRows();
  const { wal_lsn } = await readWalPosition(ledger);
  let now = await readTransactionsSeen(ledger);
  const later = (xid: number | null): boolean => isLater(xid, rows_at, now);
  const late = new LateEvents(context, selector, read);
  const complete = await waitFor(
    async () => {
      if (comparison.isSettled(later)) return true;
      // Asked first: what was delivered then is in the topics now.
      const delivered = await hasDelivered(context, read.capture, wal_lsn);
      await late.addTo(comparison);
      now = await readTransactionsSeen(ledger);
      return delivered;
    },
    read.passed ? barrier_ms : 0,
    control,
    LATE_POLL_MS,
  );
  const gone = new Set(
    read.ranges.filter(({ from_offset }) => from_offset > 0).map(({ partition }) => partition),
  );
  return comparison.verdict({
    behind: read.passed && complete ? null : `the CDC of the stock tables was not seen to pass ${wal_lsn}`,
    isLater: later,
    mayBeGone: (sku) => gone.has(skuPartition(sku, partitions)),
  });
}
