import type { StockRepairV1 } from '@stockproof/events';
import { bytea, type Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO inventory_stock_on_hand (seller_id, sku, stock_on_hand, version, chain_digest, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (seller_id, sku) DO UPDATE SET stock_on_hand = excluded.stock_on_hand, version = excluded.version,
    chain_digest = excluded.chain_digest, updated_at = excluded.updated_at`;

export async function setStreamHead(db: Queryable, repair: StockRepairV1, updated_at: Date): Promise<void> {
  const { seller_id, sku, stock_on_hand, version, chain_digest } = repair;
  await db.query({
    name: 'set-head',
    text: SQL,
    values: [seller_id, sku, stock_on_hand, version, bytea(chain_digest), updated_at],
  });
}
