import type { Queryable } from '@stockproof/postgres';
import type { RecordedDecision } from '../classify-decisions.js';

const SQL = `
  SELECT status, encode(request_hash, 'hex') AS request_hash, accepted_at AS decided_at
  FROM inventory_transaction WHERE seller_id = $1 AND event_id = $2 AND operation NOT IN ('R', 'U', 'F')
  UNION ALL SELECT 'rejected', encode(request_hash, 'hex'), rejected_at
  FROM inventory_rejection WHERE seller_id = $1 AND event_id = $2 AND operation NOT IN ('R', 'U', 'F')`;

/**
 * What was decided under this id of a seller's event, of whatever content (a command of a saga under the same
 * id is another event): none, one, or two where the id was sent for two SKUs at once.
 */
export async function findDecisions(
  ledger: Queryable,
  seller_id: string,
  event_id: string,
): Promise<RecordedDecision[]> {
  return (
    await ledger.query<RecordedDecision>({ name: 'find-decisions', text: SQL, values: [seller_id, event_id] })
  ).rows;
}
