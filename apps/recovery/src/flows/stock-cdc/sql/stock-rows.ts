import type { Queryable } from '@stockproof/postgres';
import { parseSnapshot, type StockRow, type TransactionsSeen } from '@stockproof/verification';

const timeSql = (column: string): string =>
  `coalesce(to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'null')`;

// The columns as textOfRow writes them of a CDC event.
const STOCK_ROWS_SQL = (condition: string): string => `
  DECLARE stock_rows NO SCROLL CURSOR FOR
  SELECT 'inventory_stock_on_hand' AS "table", seller_id, sku, NULL AS bucket_type, NULL AS location_id,
    format('stock_on_hand %s, version %s, chain_digest %s, updated_at %s', stock_on_hand, version,
      encode(chain_digest, 'hex'), ${timeSql('updated_at')}) AS text
  FROM inventory_stock_on_hand WHERE ${condition}
  UNION ALL
  SELECT 'inventory_bucket', seller_id, sku, bucket_type, location_id,
    format('quantity %s, counted_at %s, updated_at %s', quantity, ${timeSql('counted_at')}, ${timeSql('updated_at')})
  FROM inventory_bucket WHERE ${condition}`;

const NEXT_ROWS_SQL = 'FETCH 5000 FROM stock_rows';
const CLOSE_SQL = 'CLOSE stock_rows';

/** Reads the rows of both stock tables in pages, within the transaction of `db`. */
export async function* readStockRows(db: Queryable, condition: string): AsyncGenerator<StockRow[]> {
  await db.query(STOCK_ROWS_SQL(condition));
  for (;;) {
    const { rows } = await db.query<StockRow>(NEXT_ROWS_SQL);
    if (rows.length === 0) break;
    yield rows;
  }
  await db.query(CLOSE_SQL);
}

const SEEN_SQL = 'SELECT pg_current_snapshot()::text AS seen';

/** Reads which transactions are seen: of a transaction with a snapshot, always the same ones. */
export async function readTransactionsSeen(db: Queryable): Promise<TransactionsSeen> {
  const { rows } = await db.query<{ seen: string }>(SEEN_SQL);
  return parseSnapshot(rows[0]?.seen ?? '');
}
