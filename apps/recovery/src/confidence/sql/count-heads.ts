import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT count(*)::int AS offers FROM inventory_stock_on_hand';

export async function countHeads(ledger: Queryable): Promise<number> {
  return (await ledger.query<{ offers: number }>({ name: 'count-heads', text: SQL })).rows[0]?.offers ?? 0;
}
