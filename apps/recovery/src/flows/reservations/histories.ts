import { type BrokerAdmin, type ReadRange, presentRanges, readRanges } from '@stockproof/kafka';
import type { Pool } from 'pg';
import { type Barrier, type HistoryContext, captureBarrier } from '../histories/barrier.js';
import { type RunControl, waitFor } from '../../engine/run-control.js';
import type { Selector } from '../scope/scope-selector.js';
import { readConsumedUpTo } from '../histories/consumed-up-to.js';
import { readOutcomePositions } from './sql/reservations.js';
import { readNextTransaction, readOldestTransaction } from './sql/events.js';

/**
 * As HistoryContext, with the reservations. `reservation_group` is the consumer group whose stored offsets
 * say what the reservation service has consumed.
 */
export interface ReservationHistoryContext extends HistoryContext {
  /** The reservation service's database, read as the auditor. */
  readonly reservations: Pool;
  readonly reservation_group: string;
}

/** The ledger's barrier, and whether the reservation service has consumed everything up to it. */
export interface ConsumedBarrier extends Barrier {
  readonly consumed: boolean;
}

/**
 * Waits until the ledger's decisions have been consumed, and until no transaction can add events before those
 * in the store.
 */
export async function captureConsumedBarrier(
  context: ReservationHistoryContext,
  selector: Selector,
  control: RunControl,
): Promise<ConsumedBarrier> {
  const { broker, topics, reservations, barrier_ms } = context;
  const barrier = await captureBarrier(context, selector, control);
  const ends = (await presentRanges(broker, topics.captured)).filter(({ partition }) =>
    selector.partitions.has(partition),
  );
  const next = await readNextTransaction(reservations);
  const closed = await waitFor(
    async () => (await readOldestTransaction(reservations)) >= next,
    barrier_ms,
    control,
  );
  const admin = await broker.admin();
  try {
    const consumed = await waitFor(() => nothingLeft(context, admin, ends), barrier_ms, control);
    return { ...barrier, consumed: barrier.passed && consumed && closed };
  } finally {
    await admin.close();
  }
}

type ConsumedContext = Pick<
  ReservationHistoryContext,
  'broker' | 'topics' | 'reservations' | 'reservation_group'
>;

/**
 * Whether no message is left between the service's offset in this log and the end of the topic; transaction
 * markers do not count.
 */
export async function nothingLeft(
  { broker, topics, reservations, reservation_group }: ConsumedContext,
  admin: BrokerAdmin,
  ends: readonly ReadRange[],
): Promise<boolean> {
  const consumed = await readConsumedUpTo(
    admin,
    topics.captured,
    await readOutcomePositions(reservations, reservation_group, topics.captured),
  );
  const ranges = ends
    .map((end) => ({ ...end, from_offset: Math.max(end.from_offset, consumed.get(end.partition) ?? 0) }))
    .filter(({ from_offset, to_offset }) => from_offset < to_offset);
  let left = 0;
  await readRanges(broker, {
    ranges,
    onMessages: (messages) => void (left += messages.length),
  });
  return left === 0;
}
