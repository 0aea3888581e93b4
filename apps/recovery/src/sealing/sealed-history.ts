import { keyRing } from '@stockproof/evidence';
import { type Broker, presentRanges, type ReadRange, topicIdOf } from '@stockproof/kafka';
import {
  checkChain,
  type ObjectStore,
  SealedHistoryError,
  type SegmentManifest,
  verifyManifest,
  type Workspace,
} from '@stockproof/sealed-history';
import type { Pool } from 'pg';
import type { PublicKeyList } from '../evidence/keys/public-keys.js';
import { listSegments } from './sql/sealed-segments.js';

/** What sealed history is kept in and read with. */
export interface SealedHistory {
  readonly records: Pool;
  readonly store: ObjectStore;
  readonly workspace: Workspace;
  readonly keys: PublicKeyList;
}

/** The segments of a topic that stand, and what Kafka has of it. */
export interface FoundSegments {
  readonly topic_id: string;
  /** Of each partition, in offset order. */
  readonly chains: ReadonlyMap<number, readonly SegmentManifest[]>;
  /** Of all partitions of the topic. */
  readonly present: readonly ReadRange[];
}

/**
 * The segments of partitions of a topic (null: all): each signed by a key of its time, of this log, without a
 * hole, and up to what Kafka still has. Throws SealedHistoryError, also if segments of a former log of that
 * name stand, which nobody has set aside.
 */
export async function findSegments(
  { records, keys }: SealedHistory,
  broker: Broker,
  topic: string,
  partitions: ReadonlySet<number> | null,
): Promise<FoundSegments> {
  const topic_id = await requireTopicId(broker, topic);
  const listed = await listSegments(records, topic, partitions === null ? null : [...partitions]);
  const former = listed.find((one) => one.topic_id !== topic_id);
  if (former !== undefined)
    throw new SealedHistoryError(
      'forged',
      `${topic} was created again: what is sealed is of the log ${former.topic_id}, not of ${topic_id}`,
    );
  // Asked after the segments: a sealer may be ahead of ends that were asked before.
  const present = await presentRanges(broker, topic);
  const ring = keyRing(await keys.jwks());
  const manifests = listed
    .map(({ signed }) => verifyManifest(signed, ring))
    .filter((manifest) => manifest.topic === topic);
  const by_partition = Map.groupBy(manifests, ({ partition }) => partition);
  const chains = present.map(
    (range) =>
      [range.partition, checkedChain(by_partition.get(range.partition) ?? [], topic_id, range)] as const,
  );
  return { topic_id, chains: new Map(chains), present };
}

function checkedChain(
  manifests: readonly SegmentManifest[],
  topic_id: string,
  { topic, partition, from_offset, to_offset }: ReadRange,
): SegmentManifest[] {
  const [first] = manifests;
  if (first === undefined) return [];
  const chain = checkChain(manifests, { topic_id, from_offset: first.from_offset });
  const end = chain.at(-1)?.to_offset ?? 0;
  const where = `${topic}/${partition}`;
  if (first.from_offset > from_offset)
    throw new SealedHistoryError('hole', `${where} is sealed from ${first.from_offset}, and Kafka has more`);
  if (end < from_offset)
    throw new SealedHistoryError(
      'hole',
      `${where} is sealed to ${end}, and Kafka has it from ${from_offset}`,
    );
  if (end > to_offset)
    throw new SealedHistoryError('forged', `${where} is sealed to ${end}, and Kafka ends at ${to_offset}`);
  return chain;
}

/** The present id of a topic that is sealed. Throws if there is no such topic. */
export async function requireTopicId(broker: Broker, topic: string): Promise<string> {
  const id = await topicIdOf(broker, topic);
  if (id === null) throw new Error(`there is no topic ${topic}`);
  return id;
}
