import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE offer_availability
  SET status = 'suspect', revision = revision + 1, expected_version = NULL, found_version = NULL, changed_offset = $2, recovery_id = NULL
  WHERE partition = $1`;

/**
 * Turns every offer of a partition suspect, as of a message of the partition, so that they are published so. With no
 * version that is missed: only a recovery ends it.
 */
export async function suspectPartition(
  db: Queryable,
  partition: number,
  changed_offset: number,
): Promise<number> {
  return (
    (await db.query({ name: 'suspect-partition', text: SQL, values: [partition, changed_offset] }))
      .rowCount ?? 0
  );
}
