import { columns, type Queryable, timestamp } from '@stockproof/postgres';

const SQL = `
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
  await db.query({ name: 'record-freshness', text: SQL, values: [topic, ...values] });
}
