import type { Broker, ReadRange } from '@stockproof/kafka';
import { checkStored, type SegmentManifest } from '@stockproof/sealed-history';
import type { Pool } from 'pg';
import type { SealedHistory } from './sealed-history.js';
import { readConsumedOffsets } from './sql/consumed-offsets.js';
import { readSealedSince } from './sql/sealed-segments.js';

/** A group that reads a topic and stores its offsets in its own database. */
export interface TopicConsumer {
  readonly db: Pool;
  /** Full name. */
  readonly group: string;
}

/**
 * When sealed messages may be deleted from Kafka. Their age counts from their sealing, not from their
 * writing.
 */
export interface DeletionContext extends SealedHistory {
  readonly broker: Broker;
  /** What is sealed is deleted from Kafka this long after, ms. */
  readonly delete_after_ms: number;
  /** Fewer offsets of a partition are not worth a deletion. */
  readonly min_messages: number;
}

/** A topic with what is sealed of it. */
export interface SealedPartitions {
  readonly topic: string;
  readonly topic_id: string;
  /** The verified segments of each partition. */
  readonly chains: ReadonlyMap<number, readonly SegmentManifest[]>;
  readonly present: readonly ReadRange[];
}

/**
 * Deletes from Kafka what was sealed long enough ago and all consumers have read. Before that it reads the
 * segments of it back from the store, so nothing is deleted that is not there. Returns how many offsets were
 * deleted. Throws SealedHistoryError.
 */
export async function deleteSealed(
  context: DeletionContext,
  { topic, topic_id, chains, present }: SealedPartitions,
  consumers: readonly TopicConsumer[],
): Promise<number> {
  const { records, broker, delete_after_ms, min_messages } = context;
  const sealed_to = await readSealedSince(records, topic, topic_id, delete_after_ms);
  const standing = new Map(
    [...chains].map(([partition, chain]) => [partition, chain.at(-1)?.to_offset ?? 0]),
  );
  const consumed = await Promise.all(
    consumers.map(({ db, group }) => readConsumedOffsets(db, group, topic, topic_id)),
  );
  const before = deletable(present, [sealed_to, standing, ...consumed], min_messages);
  if (before.size === 0) return 0;
  for (const { partition, from_offset } of present) {
    const to = before.get(partition) ?? 0;
    await checkStored(
      context,
      (chains.get(partition) ?? []).filter((one) => one.to_offset > from_offset && one.from_offset < to),
    );
  }
  const admin = await broker.admin();
  try {
    await admin.deleteBefore(topic, before);
  } finally {
    await admin.close();
  }
  return present.reduce(
    (sum, { partition, from_offset }) => sum + Math.max(0, (before.get(partition) ?? 0) - from_offset),
    0,
  );
}

/**
 * Per partition, the offset before which everything may be deleted: the lowest of all limits. A partition without
 * one of the limits is left whole, and so is one with fewer than `min_messages` to delete. Pure.
 */
export function deletable(
  present: readonly ReadRange[],
  limits: readonly ReadonlyMap<number, number>[],
  min_messages: number,
): ReadonlyMap<number, number> {
  return new Map(
    present.flatMap(({ partition, from_offset, to_offset }) => {
      const before = Math.min(to_offset, ...limits.map((limit) => limit.get(partition) ?? 0));
      return before - from_offset >= min_messages ? [[partition, before] as const] : [];
    }),
  );
}
