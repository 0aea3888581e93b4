import type { Queryable } from '@stockproof/postgres';

const SUSPECT_PARTITION_SQL = `
  UPDATE offer_availability
  SET status = 'suspect', revision = revision + 1, expected_version = NULL, found_version = NULL, changed_offset = $2, recovery_id = NULL
  WHERE partition = $1`;

/**
 * Makes every offer of a partition suspect, as if changed at `changed_offset`, so that they are published as
 * suspect. No missing version is set, so only a recovery ends it.
 */
export async function suspectPartition(
  db: Queryable,
  partition: number,
  changed_offset: number,
): Promise<number> {
  return (
    (
      await db.query({
        name: 'suspect-partition',
        text: SUSPECT_PARTITION_SQL,
        values: [partition, changed_offset],
      })
    ).rowCount ?? 0
  );
}

const RESET_PUBLISHED_SQL = `UPDATE published_position SET published_offset = $3, epoch = $4 WHERE topic = $1 AND partition = $2`;

/**
 * Resets the offset `published` to another log; the next holder publishes every offer that changed after it.
 */
export async function resetPublished(
  db: Queryable,
  topic: string,
  partition: number,
  published_offset: number,
  epoch: number,
): Promise<void> {
  await db.query({
    name: 'reset-published',
    text: RESET_PUBLISHED_SQL,
    values: [topic, partition, published_offset, epoch],
  });
}
