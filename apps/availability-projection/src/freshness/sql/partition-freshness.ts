import { columns, type Queryable, timestamp } from '@stockproof/postgres';

const NOTE_SQL = `
  INSERT INTO partition_freshness AS kept (topic, partition, as_of)
  SELECT $1::text, * FROM unnest($2::int[], $3::timestamptz[])
  ON CONFLICT (topic, partition) DO UPDATE SET as_of = excluded.as_of WHERE kept.as_of < excluded.as_of`;

/** Stores that the view is complete up to `as_of_ms`. The time never decreases. */
export async function noteFreshness(
  db: Queryable,
  topic: string,
  marks: readonly { partition: number; as_of_ms: number }[],
): Promise<void> {
  if (marks.length === 0) return;
  const values = columns(
    marks,
    (mark) => mark.partition,
    (mark) => timestamp(mark.as_of_ms),
  );
  await db.query({ name: 'record-freshness', text: NOTE_SQL, values: [topic, ...values] });
}

const READ_SQL = `SELECT partition, as_of FROM partition_freshness WHERE topic = $1 ORDER BY partition`;

/** Up to when a partition of the view is complete. */
export interface StoredFreshness {
  readonly partition: number;
  readonly as_of: Date;
}

/** Reads up to when each partition of a topic is complete, as any process noted; by partition. */
export async function readFreshness(db: Queryable, topic: string): Promise<StoredFreshness[]> {
  const values = [topic];
  return (await db.query<StoredFreshness>({ name: 'read-freshness', text: READ_SQL, values })).rows;
}
