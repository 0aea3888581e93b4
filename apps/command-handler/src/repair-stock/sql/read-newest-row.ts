import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT version, encode(chain_digest, 'hex') AS chain_digest, accepted_at FROM inventory_transaction
  WHERE seller_id = $1 AND sku = $2 ORDER BY version DESC LIMIT 1`;

export interface NewestRow {
  readonly version: number;
  readonly chain_digest: string;
  readonly accepted_at: Date;
}

/** The end of an offer's history, from the ledger itself: the head may be what is wrong. */
export async function readNewestRow(
  db: Queryable,
  seller_id: string,
  sku: string,
): Promise<NewestRow | undefined> {
  return (await db.query<NewestRow>({ name: 'read-newest-row', text: SQL, values: [seller_id, sku] }))
    .rows[0];
}
