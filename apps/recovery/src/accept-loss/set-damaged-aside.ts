import { type Broker, presentRanges, topicIdOf } from '@stockproof/kafka';
import { checkStored, SealedHistoryError } from '@stockproof/sealed-history';
import { findSegments, type SealedHistory } from '../sealing/sealed-history.js';
import { listSealedSpans, type SealedSpan } from '../sealing/sql/sealed-segments.js';
import { setSpanAside } from './set-span-aside.js';

/** The segments of a partition that cannot be relied on, and why. */
export interface DamagedSegments extends SealedSpan {
  /** Names the first object or range that is damaged. */
  readonly damage: string;
}

/**
 * Fetches everything that is sealed, and sets the segments of each partition aside of which something is missing,
 * changed or forged: they are kept and not read, and what Kafka has is sealed again. Idempotent. Throws Error, and sets
 * nothing aside, if Kafka does not have all of it (then it would be lost) or the segments are of a former log.
 */
export async function setDamagedAside(history: SealedHistory, broker: Broker): Promise<DamagedSegments[]> {
  const damaged: DamagedSegments[] = [];
  for (const span of await listSealedSpans(history.records)) {
    const damage = await damageOf(history, broker, span);
    if (damage === null) continue;
    await requireInKafka(broker, span, damage);
    damaged.push({ ...span, damage });
  }
  for (const span of damaged) await setSpanAside(history.records, span, span.damage);
  return damaged;
}

/** Null if all of it can be relied on. */
async function damageOf(history: SealedHistory, broker: Broker, span: SealedSpan): Promise<string | null> {
  const { topic, partition } = span;
  try {
    const { chains } = await findSegments(history, broker, topic, new Set([partition]));
    await checkStored(history, chains.get(partition) ?? []);
    return null;
  } catch (error) {
    if (error instanceof SealedHistoryError) return error.message;
    throw error;
  }
}

async function requireInKafka(broker: Broker, span: SealedSpan, damage: string): Promise<void> {
  const { topic, topic_id, partition, from_offset, to_offset } = span;
  const where = `${topic}/${partition}`;
  if ((await topicIdOf(broker, topic)) !== topic_id)
    throw new Error(`${where}: ${damage}; its log is not there any more: accept-other-log recovery`);
  const present = (await presentRanges(broker, topic)).find((one) => one.partition === partition);
  if (present === undefined || present.from_offset > from_offset || present.to_offset < to_offset)
    throw new Error(
      `${where}: ${damage}; it is sealed from ${from_offset} to ${to_offset}, and Kafka has ${present?.from_offset ?? 0} to ${present?.to_offset ?? 0}: bring the objects back, or it is lost`,
    );
}
