import type { StockRecaptureV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

// Writes the one row of debezium_signal that this service may write (migration 18).
const SQL = 'SELECT ask_for_recapture($1, $2, $3, $4)';

/** Has the connector read an offer's rows once more, from a version on, next to what it streams. */
export async function askForRecapture(
  db: Queryable,
  { repair_id, seller_id, sku, from_version = 1 }: StockRecaptureV1,
): Promise<void> {
  await db.query({ name: 'ask-for-recapture', text: SQL, values: [repair_id, seller_id, sku, from_version] });
}
