import type { Queryable } from '@stockproof/postgres';
import type { SignedManifest } from '@stockproof/sealed-history';

const INSERT_SQL = `
  INSERT INTO sealed_segment (digest, topic, topic_id, partition, from_offset, to_offset, level, signed)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Stores a signed manifest. Rejects with a unique violation if another segment begins at its offset. */
export async function insertSegment(db: Queryable, signed: SignedManifest): Promise<void> {
  const { topic, topic_id, partition, from_offset, to_offset, level } = signed.manifest;
  await db.query({
    name: 'insert-segment',
    text: INSERT_SQL,
    values: [
      signed.digest,
      topic,
      topic_id,
      partition,
      from_offset,
      to_offset,
      level,
      JSON.stringify(signed),
    ],
  });
}

const LIST_SQL = `
  SELECT signed FROM sealed_segment
  WHERE topic = $1 AND topic_id = $2 AND partition = ANY ($3::int[]) AND replaced_by IS NULL
  ORDER BY partition, from_offset`;

/** The signed manifests that stand now, by partition and offset. They are not verified. */
export async function listSegments(
  db: Queryable,
  topic: string,
  topic_id: string,
  partitions: readonly number[],
): Promise<unknown[]> {
  const { rows } = await db.query<{ signed: unknown }>({
    name: 'list-segments',
    text: LIST_SQL,
    values: [topic, topic_id, partitions],
  });
  return rows.map(({ signed }) => signed);
}

const REPLACE_SQL = `
  UPDATE sealed_segment SET replaced_by = $1, replaced_at = now()
  WHERE digest = ANY ($2::text[]) AND replaced_by IS NULL`;

/** Marks segments as merged into another one. Returns how many were not replaced before. */
export async function replaceSegments(
  db: Queryable,
  digests: readonly string[],
  replaced_by: string,
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'replace-segments',
    text: REPLACE_SQL,
    values: [replaced_by, digests],
  });
  return rowCount ?? 0;
}

const REPLACED_SQL = `
  SELECT signed FROM sealed_segment
  WHERE deleted_at IS NULL AND replaced_at < now() - make_interval(secs => $1::double precision / 1000)
  ORDER BY replaced_at LIMIT $2`;

/** Segments that were merged into another one so many ms ago and whose files are still there, oldest first. */
export async function listReplaced(db: Queryable, since_ms: number, limit: number): Promise<unknown[]> {
  const { rows } = await db.query<{ signed: unknown }>({
    name: 'list-replaced-segments',
    text: REPLACED_SQL,
    values: [since_ms, limit],
  });
  return rows.map(({ signed }) => signed);
}

const DELETED_SQL = `UPDATE sealed_segment SET deleted_at = now() WHERE digest = $1 AND replaced_by IS NOT NULL`;

/** Notes that the files of a replaced segment are deleted. */
export async function markDeleted(db: Queryable, digest: string): Promise<void> {
  await db.query({ name: 'mark-segment-deleted', text: DELETED_SQL, values: [digest] });
}
