import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT pg_advisory_xact_lock(hashtextextended('stockproof keys of ' || $1::text, 0))`;

/** One after the other makes keys of a seller, until the transaction ends: so that they are counted right. */
export async function lockSellerKeys(db: Queryable, seller_id: string): Promise<void> {
  await db.query({ name: 'lock-seller-keys', text: SQL, values: [seller_id] });
}
