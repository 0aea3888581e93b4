import type { Accounting } from '@stockproof/ledger';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO accounting AS kept
    (topic, partition, received, accepted, superseded, duplicate, conflict, rejected, quarantined)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (topic, partition) DO UPDATE SET
    received = kept.received + excluded.received, accepted = kept.accepted + excluded.accepted,
    superseded = kept.superseded + excluded.superseded, duplicate = kept.duplicate + excluded.duplicate,
    conflict = kept.conflict + excluded.conflict, rejected = kept.rejected + excluded.rejected,
    quarantined = kept.quarantined + excluded.quarantined`;

/**
 * Adds a batch to the partition's account; a CHECK on the table refuses one that does not close
 * (docs/design.md#idempotency-key).
 */
export async function countOutcomes(
  db: Queryable,
  topic: string,
  partition: number,
  counts: Accounting,
): Promise<void> {
  await db.query({
    name: 'count-outcomes',
    text: SQL,
    values: [
      topic,
      partition,
      counts.received,
      counts.accepted,
      counts.superseded,
      counts.duplicate,
      counts.conflict,
      counts.rejected,
      counts.quarantined,
    ],
  });
}
