import type { BoundClient } from '@stockproof/postgres';
import type { Databases } from '../pipeline/run-whole.js';

export interface Ledger {
  readonly rows: number;
  readonly duplicates: number;
}

export async function ledgerNow(inventory: BoundClient): Promise<Ledger> {
  const { rows } = await inventory.query<Ledger>(
    `SELECT (SELECT count(*) FROM inventory_transaction)::int AS rows,
       (SELECT coalesce(sum(duplicates), 0) FROM inventory_redelivery)::int AS duplicates`,
  );
  return rows[0] ?? { rows: 0, duplicates: 0 };
}

/**
 * Null if the ledger has grown by exactly this number without a gap. A command may have been sent more than
 * once.
 */
export async function ledgerFault(
  inventory: BoundClient,
  before: Ledger,
  grown: Ledger,
): Promise<string | null> {
  const now = await ledgerNow(inventory);
  const rows = now.rows - before.rows;
  const duplicates = now.duplicates - before.duplicates;
  if (rows !== grown.rows || duplicates < grown.duplicates)
    return `${rows} rows and ${duplicates} duplicates, expected ${grown.rows} and ${grown.duplicates}`;
  const gaps = await numberOf(
    inventory,
    `SELECT count(*) AS number FROM
       (SELECT FROM inventory_transaction GROUP BY seller_id, sku HAVING count(*) <> max(version)) AS gap`,
  );
  return gaps === 0 ? null : `${gaps} offers with gaps`;
}

/** Null if the view agrees with the ledger. */
export async function viewFault({ inventory, availability }: Databases): Promise<string | null> {
  const sums = (table: string): string =>
    `SELECT count(*)::text || ' offers, ' || sum(version)::text || ' versions, '
       || sum(stock_on_hand)::text || ' on hand' AS sums FROM ${table}`;
  const [ledger, view] = await Promise.all([
    inventory.query<{ sums: string }>(sums('inventory_stock_on_hand')),
    availability.query<{ sums: string }>(`${sums('offer_availability')} WHERE status = 'current'`),
  ]);
  const [held, shown] = [ledger.rows[0]?.sums, view.rows[0]?.sums];
  return held === shown ? null : `the ledger has ${held}, the view ${shown}`;
}

/** The value of the column `number` in the single row of a query. */
export async function numberOf(client: BoundClient, sql: string): Promise<number> {
  const { rows } = await client.query<{ number: string }>(sql);
  return Number(rows[0]?.number ?? 0);
}
