import { canonicalDigest } from '@stockproof/evidence';
import { withFailpoint } from '@stockproof/failpoints';
import { writeTransaction } from '@stockproof/postgres';
import {
  mergeSegments,
  objectsOf,
  type SegmentManifest,
  segmentsToMerge,
  signManifest,
} from '@stockproof/sealed-history';
import type { SealingContext } from './seal-partition.js';
import { insertSegment, listReplaced, markDeleted, replaceSegments } from './sql/sealed-segments.js';

/** Neighbours of one level that become one of the next. A message is written again once for each level. */
const FAN_IN = 8;
/** The files of a merged segment stay for readers that began before, ms. */
const KEPT_MS = 3_600_000;
const MAX_DELETED = 100;

type MergingContext = Pick<SealingContext, 'records' | 'store' | 'workspace' | 'keys' | 'term'>;

/**
 * Merges neighbouring segments of a partition until no level has enough of them. The sources are replaced and
 * the merged segment recorded in one transaction. Returns the segments that stand then.
 */
export async function mergePartition(
  context: MergingContext,
  chain: readonly SegmentManifest[],
): Promise<readonly SegmentManifest[]> {
  let standing = chain;
  for (;;) {
    const sources = segmentsToMerge(standing, FAN_IN);
    if (sources === null) return standing;
    const merged = await mergeOnce(context, sources);
    if (merged === null) return standing;
    const [first] = sources;
    standing = standing.flatMap((one) => {
      if (one === first) return [merged];
      return sources.includes(one) ? [] : [one];
    });
  }
}

/** Null if another process has merged one of them. */
async function mergeOnce(
  context: MergingContext,
  sources: readonly SegmentManifest[],
): Promise<SegmentManifest | null> {
  const merged = await mergeSegments(context, sources);
  const digests = sources.map(canonicalDigest);
  try {
    return await writeTransaction('sealing.replace', context.records, async (db) => {
      await context.term.check(db);
      const signed = signManifest(merged, await context.keys.signer(db));
      if ((await replaceSegments(db, digests, signed.digest)) !== digests.length) throw new ReplacedError();
      await insertSegment(db, signed);
      return signed.manifest;
    });
  } catch (error) {
    if (error instanceof ReplacedError) return null;
    throw error;
  }
}

class ReplacedError extends Error {
  override readonly name = 'ReplacedError';
}

/**
 * Deletes the files of segments that were merged an hour before a time; null: now. An object that is already
 * gone is no error, so it can be repeated after a crash.
 */
export async function deleteReplaced(
  { records, store }: Pick<MergingContext, 'records' | 'store'>,
  at: Date | null,
): Promise<void> {
  for (const one of await listReplaced(records, at, KEPT_MS, MAX_DELETED)) {
    const { manifest, digest } = one as { manifest: SegmentManifest; digest: string };
    for (const object of objectsOf(manifest)) await store.delete(object);
    await withFailpoint('sealing.mark-deleted', () => markDeleted(records, digest));
  }
}
