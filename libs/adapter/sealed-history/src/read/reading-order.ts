import { SealedHistoryError } from '../sealed-history-error.js';
import type { SegmentManifest } from '../manifest/manifest.js';

/**
 * The segments of each partition in offset order, partitions in order. Throws SealedHistoryError `hole` if
 * two of them overlap: their messages would come twice.
 */
export function inReadingOrder(manifests: readonly SegmentManifest[]): SegmentManifest[][] {
  const ordered = [...manifests].sort((a, b) => a.partition - b.partition || a.from_offset - b.from_offset);
  for (const [index, { partition, from_offset, topic }] of ordered.entries()) {
    const before = ordered[index - 1];
    if (before !== undefined && before.partition === partition && before.to_offset > from_offset)
      throw new SealedHistoryError('hole', `two segments have ${topic}/${partition} from ${from_offset}`);
  }
  return [...Map.groupBy(ordered, ({ partition }) => partition).values()];
}
