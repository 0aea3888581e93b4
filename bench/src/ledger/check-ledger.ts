import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT (SELECT count(*) FROM inventory_transaction)::int AS rows,
    (SELECT coalesce(sum(duplicates), 0) FROM inventory_redelivery)::int AS duplicates,
    (SELECT count(*) FROM (SELECT FROM inventory_transaction GROUP BY seller_id, sku HAVING count(*) <> max(version)) AS gap)::int AS gaps,
    (SELECT sum(delta_quantity) FROM inventory_transaction)::bigint AS moved,
    (SELECT sum(stock_on_hand) FROM inventory_stock_on_hand)::bigint AS on_hand,
    (SELECT sum(quantity) FROM inventory_bucket)::bigint AS in_buckets`;

/** Null if the ledger has `rows` events without a gap, with sums that agree; otherwise what is wrong. */
export async function ledgerFault(db: Queryable, rows: number, duplicates: number): Promise<string | null> {
  const [found] = (await db.query<Record<string, number>>(SQL)).rows;
  if (found?.['rows'] !== rows) return `${found?.['rows']} rows, expected ${rows}`;
  if (found['duplicates'] !== duplicates) return `${found['duplicates']} duplicates, expected ${duplicates}`;
  if (found['gaps'] !== 0) return `${found['gaps']} offers with gaps`;
  return found['moved'] === found['on_hand'] && found['on_hand'] === found['in_buckets']
    ? null
    : 'the sums differ';
}
