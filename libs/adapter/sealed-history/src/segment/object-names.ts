import type { SegmentManifest } from '../manifest/manifest.js';

/** What the objects of a segment are named after. */
export type SegmentPlace = Pick<
  SegmentManifest,
  'topic' | 'topic_id' | 'partition' | 'from_offset' | 'to_offset'
>;

const DIGITS = 16;

/** A Parquet file: by its range, its place in it and its content. */
export function fileObject(place: SegmentPlace, kind: string, sha256: string): string {
  return `${partitionPrefix(place)}${rangeName(place)}/${kind}-${sha256.slice(0, 32)}.parquet`;
}

/** A schema prefix, which the segments of a topic share. */
export function schemaObject({ topic, topic_id }: SegmentPlace, sha256: string): string {
  return `${topic}/${topic_id}/schemas/${sha256}.prefix`;
}

/** Names sort by offset. */
function rangeName({ from_offset, to_offset }: SegmentPlace): string {
  return `${String(from_offset).padStart(DIGITS, '0')}-${String(to_offset).padStart(DIGITS, '0')}`;
}

/** What the names of a partition's objects begin with. */
function partitionPrefix({
  topic,
  topic_id,
  partition,
}: Pick<SegmentPlace, 'topic' | 'topic_id' | 'partition'>): string {
  return `${topic}/${topic_id}/${partition}/`;
}

/**
 * The objects that are this segment's alone. After a merge they can be deleted, once the merged manifest is
 * stored and nobody reads the old one. Schemas stay: other segments use them.
 */
export function objectsOf({ files, unnamed_file }: SegmentManifest): string[] {
  return [...files, ...(unnamed_file === null ? [] : [unnamed_file])].map(({ object }) => object);
}
