import { skuPartition } from '@stockproof/events';
import type { SegmentRelied } from '@stockproof/evidence';
import { type ReadRange, readRanges } from '@stockproof/kafka';
import { readNewestSealed } from '@stockproof/sealed-history';
import { STOCK_TABLES, StockChanges, type StockCdcMessage, type StockTable } from '@stockproof/verification';
import { type RunControl, waitFor } from '../../engine/run-control.js';
import type { Barrier, HistoryContext } from '../histories/barrier.js';
import { compareCopies } from '../histories/compare-copies.js';
import { planReading, reliedOn } from '../histories/plan-reading.js';
import { readSlot } from '../histories/sql/capture.js';
import type { Selector } from '../scope/scope-selector.js';

/** Where the CDC events of the stock tables are. */
export interface StockCapture {
  /** The replication slot of their connector. */
  readonly slot: string;
  /** Full names. */
  readonly topics: Readonly<Record<StockTable, string>>;
}

/**
 * The newest CDC event of each row of the scope, and from where they were read. Unless `passed`, a missing
 * event proves nothing.
 */
export interface StockChangesRead {
  readonly changes: StockChanges;
  /** Whether everything that was committed before the barrier was in the topics when they were read. */
  readonly passed: boolean;
  readonly capture: StockCapture;
  /** What was read of each topic, to its end. */
  readonly ranges: readonly ReadRange[];
  readonly segments: readonly SegmentRelied[];
}

type ReadingContext = Pick<HistoryContext, 'ledger' | 'broker' | 'sealed' | 'partitions' | 'barrier_ms'>;

/** Between two looks at the slot, ms. */
const SLOT_POLL_MS = 100;

/** Whether the connector of the stock tables has delivered everything before a WAL position. */
export async function hasDelivered(
  { ledger }: Pick<HistoryContext, 'ledger'>,
  { slot }: StockCapture,
  wal_lsn: string,
): Promise<boolean> {
  return (await readSlot(ledger, slot, wal_lsn))?.passed === true;
}

/** Whether a message may be of the scope, by the bytes of its key, or of its value if that names another row. */
export function mayBeOf({ mayHold }: Selector, { key, value }: StockCdcMessage): boolean {
  return (key !== null && mayHold(key)) || (value !== null && mayHold(value));
}

/**
 * Waits, for at most `barrier_ms`, until the connector has delivered everything before the barrier. Then reads
 * the newest CDC event of each row of the scope, in the scope's partitions, to the present end, from where
 * the selector says. Throws SealedHistoryError.
 */
export async function readStockChanges(
  context: ReadingContext,
  capture: StockCapture,
  selector: Selector,
  { wal_lsn }: Pick<Barrier, 'wal_lsn'>,
  control: RunControl,
): Promise<StockChangesRead> {
  const { broker, sealed, partitions, barrier_ms } = context;
  const passed = await waitFor(
    () => hasDelivered(context, capture, wal_lsn),
    barrier_ms,
    control,
    SLOT_POLL_MS,
  );
  const changes = new StockChanges(selector.wanted, (sku) => skuPartition(sku, partitions));
  const ranges: ReadRange[] = [];
  const segments: SegmentRelied[] = [];
  for (const table of STOCK_TABLES) {
    const take = async (messages: readonly StockCdcMessage[]): Promise<void> => {
      for (const message of messages) if (mayBeOf(selector, message)) changes.add(table, message);
      await control.acquireTokens(messages.length);
    };
    const plan = await planReading(context, selector.history, capture.topics[table], selector.partitions);
    if (sealed !== null) {
      await readNewestSealed(sealed, plan.segments, selector.sealed, take);
      await compareCopies(sealed, broker, plan);
    }
    await readRanges(broker, { ranges: plan.tail, topic_id: plan.topic_id, onMessages: take });
    ranges.push(...plan.ranges);
    segments.push(...reliedOn(plan.segments));
  }
  return { changes, passed, capture, ranges, segments };
}
