import type { Queryable } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

const SQL = `
  SELECT seller_id, sku FROM inventory_stock_on_hand
  WHERE (seller_id, sku) > ($1, $2) ORDER BY seller_id, sku LIMIT $3`;

/** The offers after this one, in the order of the table's key. */
export async function nextOffers(ledger: Queryable, after: OfferName, limit: number): Promise<OfferName[]> {
  return (
    await ledger.query<OfferName>({
      name: 'next-offers',
      text: SQL,
      values: [after.seller_id, after.sku, limit],
    })
  ).rows;
}
