import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS } from '@stockproof/events';
import { presentRanges } from '@stockproof/kafka';
import { queryDatabase, type RunningStack, testBroker } from '@stockproof/testing';

const SEALED_SQL = `
  SELECT topic, partition, max(to_offset)::float8 AS to_offset FROM sealed_segment
  WHERE replaced_by IS NULL GROUP BY topic, partition`;
const WITHIN_MS = 120_000;
const POLL_MS = 1_000;

/** What is sealed, and what is left for Kafka, over all sealed topics. */
export interface Tail {
  readonly sealed: number;
  /** Offsets of the partition that has most of them unsealed. */
  readonly longest: number;
}

/**
 * Waits until no partition has as many unsealed offsets as the sealer takes up, as it is between two runs of it under
 * constant traffic; gives what is left. Nothing is waited for where nothing is sealed.
 */
export async function waitUntilSealed(stack: RunningStack, min_messages: number): Promise<Tail> {
  const broker = testBroker(stack);
  for (const began_ms = performance.now(); ;) {
    const rows = await queryDatabase<{ topic: string; partition: number; to_offset: number }>(
      stack,
      'recovery',
      SEALED_SQL,
      [],
    );
    const sealedTo = (topic: string, partition: number): number =>
      rows.find((one) => one.topic === topic && one.partition === partition)?.to_offset ?? 0;
    const present = (
      await Promise.all(
        [TOPICS.ledgerChanges, TOPICS.availability].map((topic) => presentRanges(broker, topic)),
      )
    ).flat();
    const longest = Math.max(
      ...present.map(({ topic, partition, to_offset }) => to_offset - sealedTo(topic, partition)),
    );
    if (longest < min_messages || performance.now() - began_ms > WITHIN_MS)
      return { sealed: rows.reduce((sum, one) => sum + one.to_offset, 0), longest };
    await delay(POLL_MS);
  }
}
