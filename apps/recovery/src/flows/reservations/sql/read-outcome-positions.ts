import type { Queryable } from '@stockproof/postgres';
import type { PlaceInLog } from '../../histories/consumed-up-to.js';

const SQL = `
  SELECT partition, topic_id, coalesce(next_offset, 0) AS next_offset FROM consumer_position WHERE consumer_group = $1 AND topic = $2`;

/**
 * How far the reservation service has received what the ledger decided, by partition, in the log that it
 * knows.
 */
export async function readOutcomePositions(
  db: Queryable,
  consumer_group: string,
  topic: string,
): Promise<PlaceInLog[]> {
  return (await db.query<PlaceInLog>(SQL, [consumer_group, topic])).rows;
}
