import { type Broker, readRanges } from '@stockproof/kafka';
import { rangesFrom, RangesCheck, type SealedRange } from '@stockproof/sealed-history';
import type { SealedHistory } from '../../sealing/sealed-history.js';
import type { ReadingPlan } from './plan-reading.js';

/**
 * Compares what Kafka still has of the segments with what was sealed: every message of every partition that is
 * read, by the digests of the manifests. Not for a compacted topic, which forgets messages. Throws
 * SealedHistoryError `changed`.
 */
export async function compareCopies(
  sealed: SealedHistory,
  broker: Broker,
  { copies, segments, topic_id }: ReadingPlan,
): Promise<void> {
  const checks = new Map<number, RangesCheck>();
  for (const { topic, partition, from_offset } of copies) {
    const chain = segments.filter((one) => one.partition === partition);
    const ranges: readonly SealedRange[] = await rangesFrom(sealed, chain, from_offset);
    checks.set(
      partition,
      new RangesCheck(`Kafka differs from what is sealed of ${topic}/${partition}`, ranges),
    );
  }
  await readRanges(broker, {
    ranges: copies,
    topic_id,
    onMessages: (messages) => {
      for (const { partition, offset, key, value } of messages)
        checks.get(partition)?.add({ offset, key, schema: null, value });
    },
  });
  for (const check of checks.values()) check.finish();
}
