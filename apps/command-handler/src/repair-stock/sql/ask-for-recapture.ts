import type { StockRecaptureV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';
import { escapeLiteral } from 'pg';

const SQL = `INSERT INTO debezium_signal (id, type, data) VALUES ($1, 'execute-snapshot', $2)`;

const LEDGER = 'public.inventory_transaction';

/** Has the connector read an offer's rows once more, from a version on, beside what it streams. */
export async function askForRecapture(db: Queryable, { repair_id, seller_id, sku, from_version = 1 }: StockRecaptureV1): Promise<void> {
  const filter = `seller_id = ${escapeLiteral(seller_id)} AND sku = ${escapeLiteral(sku)} AND version >= ${from_version}`;
  const data = {
    'data-collections': [LEDGER],
    type: 'incremental',
    'additional-conditions': [{ 'data-collection': LEDGER, filter }],
  };
  await db.query({ name: 'ask-for-recapture', text: SQL, values: [repair_id, JSON.stringify(data)] });
}
