import { escapeLiteral } from 'pg';
import { hexOf, type StatementModels, unnest } from '../postgres/statement.js';
import { keyOf, type Row, type Transaction } from '../postgres/tables.js';

const HEADS = 'inventory_stock_on_hand';
const ROWS = 'inventory_transaction';
const BUCKETS = 'inventory_bucket';
const head = (seller_id: unknown, sku: unknown): string[] => [`head/${keyOf(seller_id, sku)}`];

function newestOf(tx: Transaction, seller_id: unknown, sku: unknown): Row | undefined {
  let newest: Row | undefined;
  for (const row of tx.rows(ROWS)) {
    const mine = row['seller_id'] === seller_id && row['sku'] === sku;
    if (mine && (row['version'] as number) > ((newest?.['version'] as number | undefined) ?? 0)) newest = row;
  }
  return newest;
}

/** The command handler's statements for repairs of its derived tables. */
export const STOCK_REPAIR_STATEMENTS: StatementModels = {
  'lock-head': { locks: ([seller_id, sku]) => head(seller_id, sku), run: () => [] },
  'read-newest-row': {
    run: (tx, [seller_id, sku]) => [newestOf(tx, seller_id, sku)].filter((row) => row !== undefined),
  },
  'write-outcome': {
    locks: ([repair_id]) => [`outcome/${String(repair_id)}`],
    run(tx, [repair_id, recovery_id, seller_id, sku, outcome]) {
      if (tx.get('repair_outcome', String(repair_id)) !== undefined) return [];
      tx.insert('repair_outcome', String(repair_id), { repair_id, recovery_id, seller_id, sku, outcome });
      return [{}];
    },
  },
  'set-head': {
    locks: ([seller_id, sku]) => head(seller_id, sku),
    run(tx, [seller_id, sku, stock_on_hand, version, chain_digest]) {
      tx.put(HEADS, keyOf(seller_id, sku), {
        seller_id,
        sku,
        stock_on_hand,
        version,
        chain_digest: hexOf(chain_digest),
      });
      return [{}];
    },
  },
  'remove-buckets': {
    run(tx, [seller_id, sku]) {
      for (const row of tx
        .rows(BUCKETS)
        .filter((one) => one['seller_id'] === seller_id && one['sku'] === sku)) {
        tx.remove(BUCKETS, keyOf(seller_id, sku, row['bucket_type'], row['location_id']));
      }
      return [];
    },
  },
  'insert-buckets': {
    run(tx, [seller_id, sku, , ...values]) {
      for (const row of unnest(values, ['bucket_type', 'location_id', 'quantity', 'counted_at'])) {
        const counted_at = row['counted_at'] === null ? null : new Date(String(row['counted_at']));
        const key = keyOf(seller_id, sku, row['bucket_type'], row['location_id']);
        tx.insert(BUCKETS, key, { seller_id, sku, ...row, counted_at });
      }
      return [];
    },
  },
  'request-recapture': {
    run(tx, [id, seller_id, sku, from_version]) {
      const filter = `seller_id = ${escapeLiteral(String(seller_id))} AND sku = ${escapeLiteral(String(sku))} AND version >= ${String(from_version)}`;
      const data = JSON.stringify({ 'additional-conditions': [{ filter }] });
      tx.insert('debezium_signal', String(id), { id, type: 'execute-snapshot', data });
      return [{}];
    },
  },
};
