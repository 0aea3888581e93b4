import type { LetterClosingV1, StockRecaptureV1, StockRepairV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

const WRITE_OUTCOME_SQL = `
  INSERT INTO repair_outcome (repair_id, recovery_id, seller_id, sku, outcome) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (repair_id) DO NOTHING`;

/** Stores the result of a repair. False if it was stored before, because the message came twice. */
export async function writeStockRepairOutcome(
  db: Queryable,
  repair: Pick<StockRepairV1 | StockRecaptureV1, 'repair_id' | 'recovery_id' | 'seller_id' | 'sku'>,
  outcome: 'applied' | 'stale',
): Promise<boolean> {
  const { repair_id, recovery_id, seller_id, sku } = repair;
  const { rowCount } = await db.query({
    name: 'write-outcome',
    text: WRITE_OUTCOME_SQL,
    values: [repair_id, recovery_id, seller_id, sku, outcome],
  });
  return rowCount === 1;
}

// Writes the only form of a debezium_signal row that this service may write (migration 18).
const ASK_FOR_RECAPTURE_SQL = 'SELECT request_recapture($1, $2, $3, $4)';

/** Makes the connector read an offer's rows again, from a version on, while it continues to stream. */
export async function askForRecapture(
  db: Queryable,
  { repair_id, seller_id, sku, from_version = 1 }: StockRecaptureV1,
): Promise<void> {
  await db.query({
    name: 'request-recapture',
    text: ASK_FOR_RECAPTURE_SQL,
    values: [repair_id, seller_id, sku, from_version],
  });
}

const CLOSE_DEAD_LETTER_SQL = `
  UPDATE quarantine
  SET closed_at = $4::timestamptz, closed_as = $5, closed_by = $6, closed_event_id = $7, closed_reason = $8
  WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3 AND closed_at IS NULL`;

/** Stores who closed a dead letter, and how. If it is closed already, nothing changes. */
export async function closeDeadLetter(db: Queryable, closing: LetterClosingV1): Promise<void> {
  const { source_topic, source_partition, source_offset, closed_at, closed_as, closed_by, event_id, reason } =
    closing;
  const values = [
    source_topic,
    source_partition,
    source_offset,
    closed_at,
    closed_as,
    closed_by,
    event_id,
    reason,
  ];
  await db.query({ name: 'close-dead-letter', text: CLOSE_DEAD_LETTER_SQL, values });
}
