import type { StockRecaptureV1, StockRepairV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO repair_outcome (repair_id, recovery_id, seller_id, sku, outcome) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (repair_id) DO NOTHING`;

/** Whether the outcome is new: a message that comes twice was decided before. */
export async function writeStockRepairOutcome(
  db: Queryable,
  repair: StockRepairV1 | StockRecaptureV1,
  outcome: 'applied' | 'stale',
): Promise<boolean> {
  const { repair_id, recovery_id, seller_id, sku } = repair;
  const { rowCount } = await db.query({
    name: 'write-outcome',
    text: SQL,
    values: [repair_id, recovery_id, seller_id, sku, outcome],
  });
  return rowCount === 1;
}
