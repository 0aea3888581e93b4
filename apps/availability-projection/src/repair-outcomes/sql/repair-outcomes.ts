import { columns, type Queryable } from '@stockproof/postgres';

const KNOWN_OUTCOMES_SQL = 'SELECT repair_id FROM repair_outcome WHERE repair_id = ANY ($1::text[])';

/** Returns those of these repairs that were decided before, so that a repeated message has no effect. */
export async function knownOutcomes(db: Queryable, repair_ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ repair_id: string }>({
    name: 'known-outcomes',
    text: KNOWN_OUTCOMES_SQL,
    values: [repair_ids],
  });
  return new Set(rows.map(({ repair_id }) => repair_id));
}

const WRITE_OUTCOMES_SQL = `
  INSERT INTO repair_outcome (partition, repair_id, recovery_id, seller_id, sku, outcome, removed, published)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[])`;

/** The result of a repair. A step of a generation has no offer. */
export interface RepairOutcomeRow {
  readonly repair_id: string;
  readonly recovery_id: string;
  /** Null for a step of a generation, which belongs to no offer. */
  readonly seller_id: string | null;
  readonly sku: string | null;
  readonly outcome: 'applied' | 'stale';
  /** Whether the offer was removed. */
  readonly removed: boolean;
}

/** Stores the results. A stale repair has nothing to publish; an applied one is not published yet. */
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
  await db.query({ name: 'write-outcomes', text: WRITE_OUTCOMES_SQL, values: [partition, ...values] });
}

const UNPUBLISHED_REMOVALS_SQL = `
  SELECT DISTINCT seller_id, sku, recovery_id FROM repair_outcome
  WHERE partition = $1 AND NOT published AND removed`;

/** An offer that a repair removed and whose tombstone is not published yet. */
export interface Removal {
  readonly seller_id: string;
  readonly sku: string;
  readonly recovery_id: string;
}

/** Reads removed offers whose tombstone may not be on the topic. */
export async function unpublishedRemovals(db: Queryable, partition: number): Promise<Removal[]> {
  return (
    await db.query<Removal>({
      name: 'unpublished-removals',
      text: UNPUBLISHED_REMOVALS_SQL,
      values: [partition],
    })
  ).rows;
}

const MARK_OUTCOMES_PUBLISHED_SQL =
  'UPDATE repair_outcome SET published = true WHERE partition = $1 AND NOT published';

/** Marks results as published. Call it when everything applied in the partition is on the topic. */
export async function markOutcomesPublished(db: Queryable, partition: number): Promise<void> {
  await db.query({ name: 'mark-outcomes-published', text: MARK_OUTCOMES_PUBLISHED_SQL, values: [partition] });
}
