import type { SegmentRelied } from '@stockproof/evidence';
import { type Broker, type ReadRange, readRanges } from '@stockproof/kafka';
import type { TrustedHistory } from '@stockproof/recovery-contract';
import { readSealed } from '@stockproof/sealed-history';
import { CdcHistory, type KnownHead } from '@stockproof/verification';
import type { Selector } from '../scope/scope-selector.js';
import type { HistoryContext } from './barrier.js';
import { attestedHeads } from './attested-heads.js';
import { compareCopies } from './compare-copies.js';
import { planReading, type ReadingPlan, reliedOn } from './plan-reading.js';
import type { RunControl } from '../../engine/run-control.js';

/**
 * The CDC history that was read, and from where, which the record states. `after_last` has no entry for a
 * partition without messages.
 */
export interface CdcHistoryRange {
  readonly history: CdcHistory;
  readonly ranges: readonly ReadRange[];
  readonly read_from: TrustedHistory;
  /** The sealed segments that were read instead of Kafka. */
  readonly segments: readonly SegmentRelied[];
  /**
   * Per partition, the offset after the last message that is not a marker; the projection must have passed
   * it.
   */
  readonly after_last: ReadonlyMap<number, number>;
}

interface Message {
  readonly partition: number;
  readonly value: Buffer | null;
}

/**
 * Reads the CDC history of the scope's partitions, from the earliest offset to the present end: what is
 * sealed from sealed history, the rest from Kafka. `signed`, the newest heads in trusted records, attest what
 * a finite recovery window has deleted. Throws SealedHistoryError.
 */
export async function readCdcHistory(
  context: HistoryContext,
  selector: Selector,
  signed: readonly KnownHead[],
  control: RunControl,
): Promise<CdcHistoryRange> {
  const { broker, topics, partitions, sealed } = context;
  const plan = await planReading(context, selector.history, topics.captured, selector.partitions);
  const history = new CdcHistory(selector.wanted, attestedHeads(signed, plan.ranges, partitions));
  const take = async (messages: readonly Message[]): Promise<void> => {
    for (const { partition, value } of messages)
      if (value !== null && selector.mayHold(value)) history.add(partition, value);
    await control.acquireTokens(messages.length);
  };
  if (sealed !== null) {
    await readSealed(sealed, plan.segments, selector.sealed, take);
    await compareCopies(sealed, broker, plan);
  }
  const after_last = new Map<number, number>();
  await readRanges(broker, {
    ranges: plan.tail,
    topic_id: plan.topic_id,
    onMessages: async (messages) => {
      await take(messages);
      for (const { partition, offset } of messages) after_last.set(partition, offset + 1);
    },
  });
  history.finish();
  return {
    history,
    ranges: plan.ranges,
    read_from: sealed === null ? 'kafka' : selector.history,
    segments: reliedOn(plan.segments),
    after_last: await afterLastOf(broker, plan, after_last),
  };
}

/**
 * Per partition, the offset after the last message that is not a marker. `of_tail` has those of the tail; where it had no message,
 * the sealed part is searched backwards in Kafka.
 */
export async function afterLastOf(
  broker: Broker,
  { tail, present }: Pick<ReadingPlan, 'tail' | 'present'>,
  of_tail: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<number, number>> {
  const found = new Map(of_tail);
  for (const { partition, from_offset } of tail) {
    const range = present.find((one) => one.partition === partition);
    if (found.has(partition) || range === undefined || from_offset <= range.from_offset) continue;
    const after = await afterLastMessage(broker, { ...range, to_offset: from_offset });
    if (after !== null) found.set(partition, after);
  }
  return found;
}

/** The end of a range is read backwards in pieces of this many offsets, each longer than the one before. */
const FIRST_PIECE = 100;

/** The offset after the last message of a range in Kafka, markers apart; null if it has none. */
async function afterLastMessage(broker: Broker, range: ReadRange): Promise<number | null> {
  let after: number | null = null;
  for (
    let [piece, to] = [FIRST_PIECE, range.to_offset];
    after === null && to > range.from_offset;
    piece *= 4
  ) {
    const from_offset = Math.max(range.from_offset, to - piece);
    await readRanges(broker, {
      ranges: [{ ...range, from_offset, to_offset: to }],
      onMessages: (messages) => void (after = (messages.at(-1)?.offset ?? 0) + 1),
    });
    to = from_offset;
  }
  return after;
}
