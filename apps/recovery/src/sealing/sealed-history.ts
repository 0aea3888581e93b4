import { keyRing } from '@stockproof/evidence';
import { type Broker, type ReadRange, topicIdOf } from '@stockproof/kafka';
import {
  checkChain,
  type ObjectStore,
  SealedHistoryError,
  type SegmentManifest,
  verifyManifest,
  type Workspace,
} from '@stockproof/sealed-history';
import type { Pool } from 'pg';
import type { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { listSegments } from './sql/sealed-segments.js';

/** What sealed history is kept in and read with. */
export interface SealedHistory {
  readonly records: Pool;
  readonly store: ObjectStore;
  readonly workspace: Workspace;
  readonly keys: Pick<EvidenceKeys, 'jwks'>;
}

/**
 * The segments of these partitions of a topic, in offset order: each signed by a key of its time, of this log,
 * without a hole, and up to what Kafka still has. `present` are the offsets in Kafka. Throws
 * SealedHistoryError.
 */
export async function findSegments(
  { records, keys }: SealedHistory,
  topic_id: string,
  present: readonly ReadRange[],
): Promise<ReadonlyMap<number, readonly SegmentManifest[]>> {
  const [first] = present;
  if (first === undefined) return new Map();
  const partitions = present.map(({ partition }) => partition);
  const signed = await listSegments(records, first.topic, topic_id, partitions);
  const ring = keyRing(keys.jwks());
  const manifests = signed.map((one) => verifyManifest(one, ring));
  return new Map(
    present.map((range) => [
      range.partition,
      checkedChain(
        manifests.filter(({ topic, partition }) => topic === range.topic && partition === range.partition),
        topic_id,
        range,
      ),
    ]),
  );
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
