import { SchemaPrefixes } from '../segment/schema-prefix.js';
import { MessagesDigest } from '../segment/messages-digest.js';
import type { SealedRange, SegmentManifest } from '../manifest/manifest.js';
import type { SealedHistoryOptions } from '../segment/segment-options.js';
import { readSealed } from './read-sealed.js';
import { ALL } from './selection.js';

/**
 * What the messages of a partition from an offset on must be, for `RangesCheck`: the ranges of the segments, of
 * which only the one that the offset is within is read. The segments are a checked chain. Throws
 * SealedHistoryError.
 */
export async function rangesFrom(
  options: SealedHistoryOptions,
  segments: readonly SegmentManifest[],
  from_offset: number,
): Promise<SealedRange[]> {
  const ranges = segments.flatMap((one) => one.ranges).filter((range) => range.to_offset > from_offset);
  const [first, ...rest] = ranges;
  if (first === undefined || first.from_offset >= from_offset) return ranges;
  const within = segments.filter((one) => one.from_offset <= from_offset && from_offset < one.to_offset);
  const digest = new MessagesDigest();
  const prefixes = new SchemaPrefixes();
  await readSealed(options, within, ALL, (messages) => {
    for (const { offset, key, value } of messages) {
      if (offset < from_offset || offset >= first.to_offset) continue;
      const split = value === null ? null : prefixes.split(value);
      digest.add(offset, key, split?.prefix ?? null, split?.rest ?? null);
    }
  });
  return [{ ...first, from_offset, messages: digest.messages, digest: digest.finish() }, ...rest];
}
