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
  SELECT topic_id, signed FROM sealed_segment
  WHERE topic = $1 AND ($2::int[] IS NULL OR partition = ANY ($2)) AND replaced_by IS NULL AND set_aside_at IS NULL
  ORDER BY partition, from_offset`;

/** A signed manifest, not verified, and the log that its row says it is of. */
export interface ListedSegment {
  readonly topic_id: string;
  readonly signed: unknown;
}

/**
 * The segments of these partitions (null: all) that stand now, of whichever log of the topic's name, by
 * partition and offset.
 */
export async function listSegments(
  db: Queryable,
  topic: string,
  partitions: readonly number[] | null,
): Promise<ListedSegment[]> {
  const { rows } = await db.query<ListedSegment>({
    name: 'list-segments',
    text: LIST_SQL,
    values: [topic, partitions],
  });
  return rows;
}

const BY_DIGEST_SQL = 'SELECT digest, signed FROM sealed_segment WHERE digest = ANY ($1::text[])';

/** Signed manifests, not verified, by their digests: also of segments that were merged since. */
export async function findSegmentsByDigest(
  db: Queryable,
  digests: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await db.query<{ digest: string; signed: unknown }>({
    name: 'find-segments-by-digest',
    text: BY_DIGEST_SQL,
    values: [digests],
  });
  return new Map(rows.map(({ digest, signed }) => [digest, signed]));
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
  WHERE deleted_at IS NULL
    AND replaced_at < coalesce($1::timestamptz, now()) - make_interval(secs => $2::double precision / 1000)
  ORDER BY replaced_at LIMIT $3`;

/**
 * Segments that were merged into another one `kept_ms` before a time (null: now, by the database's clock) and
 * whose files are still there, oldest first.
 */
export async function listReplaced(
  db: Queryable,
  at: Date | null,
  kept_ms: number,
  limit: number,
): Promise<unknown[]> {
  const { rows } = await db.query<{ signed: unknown }>({
    name: 'list-replaced-segments',
    text: REPLACED_SQL,
    values: [at, kept_ms, limit],
  });
  return rows.map(({ signed }) => signed);
}

const DELETED_SQL = `UPDATE sealed_segment SET deleted_at = now() WHERE digest = $1 AND replaced_by IS NOT NULL`;

/** Notes that the files of a replaced segment are deleted. */
export async function markDeleted(db: Queryable, digest: string): Promise<void> {
  await db.query({ name: 'mark-segment-deleted', text: DELETED_SQL, values: [digest] });
}

const SPANS_SQL = `
  SELECT topic, topic_id, partition, min(from_offset)::float8 AS from_offset, max(to_offset)::float8 AS to_offset
  FROM sealed_segment WHERE replaced_by IS NULL AND set_aside_at IS NULL
  GROUP BY topic, topic_id, partition ORDER BY topic, partition, topic_id`;

/** What is sealed of a partition of a log, by the rows of its segments. */
export interface SealedSpan {
  readonly topic: string;
  readonly topic_id: string;
  readonly partition: number;
  readonly from_offset: number;
  readonly to_offset: number;
}

/** What is sealed of all partitions, of present and of former logs. */
export async function listSealedSpans(db: Queryable): Promise<SealedSpan[]> {
  return (await db.query<SealedSpan>({ name: 'list-sealed-spans', text: SPANS_SQL })).rows;
}

const SET_ASIDE_SQL = `
  UPDATE sealed_segment SET set_aside_at = now()
  WHERE topic = $1 AND topic_id = $2 AND partition = $3 AND replaced_by IS NULL AND set_aside_at IS NULL`;

/** Sets the segments of a partition aside: they are kept and not read any more. */
export async function setAside(
  db: Queryable,
  { topic, topic_id, partition }: Pick<SealedSpan, 'topic' | 'topic_id' | 'partition'>,
): Promise<void> {
  await db.query({ name: 'set-segments-aside', text: SET_ASIDE_SQL, values: [topic, topic_id, partition] });
}

const SEALED_SINCE_SQL = `
  SELECT partition, max(to_offset) AS to_offset FROM sealed_segment
  WHERE topic = $1 AND topic_id = $2 AND level = 0
    AND sealed_at < now() - make_interval(secs => $3::double precision / 1000)
  GROUP BY partition`;

/** Per partition, the end of what was sealed so many ms ago, merged since then or not. */
export async function readSealedSince(
  db: Queryable,
  topic: string,
  topic_id: string,
  since_ms: number,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await db.query<{ partition: number; to_offset: number }>({
    name: 'read-sealed-since',
    text: SEALED_SINCE_SQL,
    values: [topic, topic_id, since_ms],
  });
  return new Map(rows.map(({ partition, to_offset }) => [partition, to_offset]));
}
