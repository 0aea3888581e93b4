import type { Queryable } from '@stockproof/postgres';

const SQL = `
  WITH quarantined AS (UPDATE quarantine SET source_topic = $3 WHERE source_topic = $1 AND source_partition = $2)
  UPDATE inventory_conflict SET source_topic = $3 WHERE source_topic = $1 AND source_partition = $2`;

/** Renames the topic of a partition's dead letters and conflicts. */
export async function renameOldPlaces(
  db: Queryable,
  topic: string,
  partition: number,
  name: string,
): Promise<void> {
  await db.query({ name: 'rename-old-positions', text: SQL, values: [topic, partition, name] });
}
