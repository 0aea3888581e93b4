import type { Queryable } from '@stockproof/postgres';
import type { FoldCounts } from '../../view/view.js';

const SQL = `
  INSERT INTO projection_accounting AS kept (topic, partition, received, applied, late, duplicate, anomalous)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (topic, partition) DO UPDATE SET
    received = kept.received + excluded.received, applied = kept.applied + excluded.applied,
    late = kept.late + excluded.late, duplicate = kept.duplicate + excluded.duplicate,
    anomalous = kept.anomalous + excluded.anomalous`;

/** Adds a batch to the partition's account; a CHECK on the table refuses one that does not close. */
export async function countFold(
  db: Queryable,
  topic: string,
  partition: number,
  counts: FoldCounts,
): Promise<void> {
  const { received, applied, late, duplicate, anomalous } = counts;
  const values = [topic, partition, received, applied, late, duplicate, anomalous];
  await db.query({ name: 'count-fold', text: SQL, values });
}
