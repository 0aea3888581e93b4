import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT 1 FROM quarantine WHERE seller_id = $1 AND event_id = $2 AND quarantined_at >= $3 LIMIT 1`;

/** Whether a message with this id has come to quarantine since then. */
export async function wasRefusedAgain(ledger: Queryable, seller_id: string, event_id: string, since: Date): Promise<boolean> {
  return (await ledger.query({ name: 'was-refused-again', text: SQL, values: [seller_id, event_id, since] })).rowCount === 1;
}
