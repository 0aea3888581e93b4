import { canonicalDigest, type SegmentRelied } from '@stockproof/evidence';
import { presentRanges, type ReadRange } from '@stockproof/kafka';
import type { TrustedHistory } from '@stockproof/recovery-contract';
import type { SegmentManifest } from '@stockproof/sealed-history';
import { findSegments } from '../../sealing/sealed-history.js';
import type { HistoryContext } from './barrier.js';

/** Where the history of some partitions of a topic is read. */
export interface ReadingPlan {
  /** From the first sealed offset, or Kafka's first, to the present end. */
  readonly ranges: readonly ReadRange[];
  /** What Kafka has. */
  readonly present: readonly ReadRange[];
  /** What is read from sealed history, in offset order within each partition. */
  readonly segments: readonly SegmentManifest[];
  /** What is not sealed and is read from Kafka. */
  readonly tail: readonly ReadRange[];
  /** What Kafka still has of the segments, to be compared; empty unless both are trusted. */
  readonly copies: readonly ReadRange[];
  /** The topic that was planned; undefined if only Kafka is read. */
  readonly topic_id: string | undefined;
}

/**
 * Plans the reading of a topic's partitions; null: all. Throws SealedHistoryError if a manifest is forged, the
 * segments leave a hole, or they are of another log; Error if both are trusted and nothing is sealed anywhere.
 */
export async function planReading(
  { broker, sealed }: Pick<HistoryContext, 'broker' | 'sealed'>,
  trusts: TrustedHistory,
  topic: string,
  partitions: ReadonlySet<number> | null,
): Promise<ReadingPlan> {
  const among = ({ partition }: ReadRange): boolean => partitions === null || partitions.has(partition);
  if (sealed === null && trusts === 'both')
    throw new Error('the contract trusts both histories, and STOCKPROOF_SEALED_STORE names no store');
  if (sealed === null || trusts === 'kafka') {
    const present = (await presentRanges(broker, topic)).filter(among);
    return { ranges: present, present, segments: [], tail: present, copies: [], topic_id: undefined };
  }
  const { topic_id, chains, ...found } = await findSegments(sealed, broker, topic, partitions);
  const present = found.present.filter(among);
  const chainOf = ({ partition }: ReadRange): readonly SegmentManifest[] => chains.get(partition) ?? [];
  const sealedTo = (range: ReadRange): number => chainOf(range).at(-1)?.to_offset ?? range.from_offset;
  return {
    ranges: present.map((range) => ({
      ...range,
      from_offset: chainOf(range)[0]?.from_offset ?? range.from_offset,
    })),
    present,
    segments: present.flatMap(chainOf),
    tail: present.map((range) => ({ ...range, from_offset: sealedTo(range) })),
    copies: trusts === 'both' ? present.map((range) => ({ ...range, to_offset: sealedTo(range) })) : [],
    topic_id,
  };
}

/** What a record says of the segments that were read. */
export function reliedOn(segments: readonly SegmentManifest[]): SegmentRelied[] {
  return segments.map((manifest) => ({
    topic: manifest.topic,
    partition: manifest.partition,
    from_offset: manifest.from_offset,
    to_offset: manifest.to_offset,
    manifest_digest: canonicalDigest(manifest),
  }));
}
