import type { Queryable } from '@stockproof/postgres';
import type { CommandRow } from '@stockproof/verification';

const SQL = (condition: string): string => `
  SELECT seller_id, sku, version, event_id, operation, quantity, coalesce(from_location, to_location) AS location_id,
    source_topic = $1 AS commanded
  FROM inventory_transaction
  WHERE ${condition} AND (from_bucket = 'reserved' OR to_bucket = 'reserved')`;

/** Every movement of the ledger into or out of the reserved bucket. */
export async function readCommandRows(
  ledger: Queryable,
  commands_topic: string,
  condition: string,
): Promise<CommandRow[]> {
  return (await ledger.query<CommandRow>(SQL(condition), [commands_topic])).rows;
}
