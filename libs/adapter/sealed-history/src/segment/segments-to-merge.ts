import type { SegmentManifest } from '../manifest/manifest.js';

/**
 * The oldest `fan_in` neighbours of the lowest level that has so many of them in a row; null if none has.
 * Pure. `segments` are of one partition, in offset order, without holes. So a message is written again once
 * for each level, and a partition of n segments keeps about `fan_in` of each of log n levels.
 */
export function segmentsToMerge(
  segments: readonly SegmentManifest[],
  fan_in: number,
): SegmentManifest[] | null {
  if (!Number.isInteger(fan_in) || fan_in < 2) throw new RangeError(`fan_in is ${fan_in}: at least 2`);
  let chosen: SegmentManifest[] | null = null;
  let run: SegmentManifest[] = [];
  for (const segment of segments) {
    const before = run.at(-1);
    run =
      before?.level === segment.level && before.to_offset === segment.from_offset
        ? [...run, segment]
        : [segment];
    if (run.length === fan_in && segment.level < (chosen?.[0]?.level ?? Infinity)) chosen = run;
  }
  return chosen;
}
