import { canonicalDigest } from '@stockproof/evidence';
import { SealedHistoryError } from '../sealed-history-error.js';
import { manifestFault } from './check-manifest.js';
import type { SegmentManifest } from './manifest.js';

/**
 * Checks that the manifests of one partition, in any order, hold every message from an offset on: each begins
 * where the one before ends and names it. Returns them in offset order. Throws SealedHistoryError: `hole` for
 * segments that leave something out or overlap, `forged` for one of another log or that follows another one.
 * What the first one follows is not checked.
 */
export function checkChain(
  manifests: readonly SegmentManifest[],
  { topic_id, from_offset }: Pick<SegmentManifest, 'topic_id' | 'from_offset'>,
): SegmentManifest[] {
  const ordered = [...manifests].sort((a, b) => a.from_offset - b.from_offset || a.to_offset - b.to_offset);
  const [first] = ordered;
  let at = from_offset;
  let before: SegmentManifest | null = null;
  for (const manifest of ordered) {
    const name = `${manifest.topic}/${manifest.partition} from ${manifest.from_offset}`;
    if (manifest.topic_id !== topic_id)
      throw new SealedHistoryError('forged', `the segment ${name} is of topic id ${manifest.topic_id}`);
    if (manifest.topic !== first?.topic || manifest.partition !== first.partition)
      throw new SealedHistoryError('forged', `the segment ${name} is of another partition`);
    if (manifest.from_offset !== at)
      throw new SealedHistoryError(
        'hole',
        manifest.from_offset > at
          ? `no segment has ${manifest.topic}/${manifest.partition} from ${at} to ${manifest.from_offset}`
          : `the segment ${name} overlaps the one that ends at ${at}`,
      );
    const fault = manifestFault(manifest);
    if (fault !== null) throw new SealedHistoryError('hole', `the segment ${name}: ${fault}`);
    if (before !== null && !follows(manifest, before))
      throw new SealedHistoryError('forged', `the segment ${name} does not follow the one before it`);
    at = manifest.to_offset;
    before = manifest;
  }
  return ordered;
}

function follows({ previous }: SegmentManifest, before: SegmentManifest): boolean {
  return previous !== null && (before.same_end.includes(previous) || canonicalDigest(before) === previous);
}
