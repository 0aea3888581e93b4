import { canonicalDigest, type SegmentRelied } from '@stockproof/evidence';
import type { ReadRange } from '@stockproof/kafka';
import type { SegmentManifest } from '@stockproof/sealed-history';
import { findSegments, requireTopicId } from '../../sealing/sealed-history.js';
import type { HistoryContext } from './barrier.js';

/** Where the history of some partitions of a topic is read. */
export interface ReadingPlan {
  /** From the first sealed offset, or Kafka's first, to the present end. */
  readonly ranges: readonly ReadRange[];
  /** What is read from sealed history, in offset order within each partition. */
  readonly segments: readonly SegmentManifest[];
  /** What is not sealed and is read from Kafka. */
  readonly tail: readonly ReadRange[];
}

/**
 * Plans to read sealed history and only the rest from Kafka; everything from Kafka without sealed history.
 * Throws SealedHistoryError if a manifest is forged, or the segments leave a hole.
 */
export async function planReading(
  { broker, sealed }: Pick<HistoryContext, 'broker' | 'sealed'>,
  present: readonly ReadRange[],
): Promise<ReadingPlan> {
  const [first] = present;
  if (sealed === null || first === undefined) return { ranges: present, segments: [], tail: present };
  const chains = await findSegments(sealed, await requireTopicId(broker, first.topic), present);
  const chainOf = ({ partition }: ReadRange): readonly SegmentManifest[] => chains.get(partition) ?? [];
  return {
    ranges: present.map((range) => ({
      ...range,
      from_offset: chainOf(range)[0]?.from_offset ?? range.from_offset,
    })),
    segments: present.flatMap(chainOf),
    tail: present.map((range) => ({
      ...range,
      from_offset: chainOf(range).at(-1)?.to_offset ?? range.from_offset,
    })),
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
