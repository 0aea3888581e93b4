import { columns, type Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO repair_outcome (partition, repair_id, recovery_id, seller_id, sku, outcome, removed, published)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[])`;

export interface RepairOutcomeRow {
  readonly repair_id: string;
  readonly recovery_id: string;
  /** Null for a step of a generation, which is of no offer. */
  readonly seller_id: string | null;
  readonly sku: string | null;
  readonly outcome: 'applied' | 'stale';
  /** Whether the offer was taken away. */
  readonly removed: boolean;
}

/** A stale repair has nothing to publish; an applied one is not published yet. */
export async function writeOutcomes(
  db: Queryable,
  partition: number,
  outcomes: readonly RepairOutcomeRow[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const values = columns(
    outcomes,
    (one) => one.repair_id,
    (one) => one.recovery_id,
    (one) => one.seller_id,
    (one) => one.sku,
    (one) => one.outcome,
    (one) => one.removed,
    (one) => one.outcome === 'stale',
  );
  await db.query({ name: 'write-outcomes', text: SQL, values: [partition, ...values] });
}
