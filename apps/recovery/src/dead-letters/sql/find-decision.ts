import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT status FROM (
    SELECT status FROM inventory_transaction WHERE seller_id = $1 AND event_id = $2
    UNION ALL SELECT 'rejected' FROM inventory_rejection WHERE seller_id = $1 AND event_id = $2
  ) AS decided LIMIT 1`;

/** What became of an event; undefined while nothing has. */
export async function findDecision(ledger: Queryable, seller_id: string, event_id: string): Promise<string | undefined> {
  const { rows } = await ledger.query<{ status: string }>({ name: 'find-decision', text: SQL, values: [seller_id, event_id] });
  return rows[0]?.status;
}
