import type { Queryable } from '@stockproof/postgres';
import type { Beat } from '../beats.js';

const SQL = `SELECT connector, (extract(epoch FROM beat_at) * 1000000)::bigint AS beat_us FROM debezium_heartbeat ORDER BY connector`;

/** The newest heartbeat that each connector wrote on this server. */
export async function readBeats(db: Queryable): Promise<Beat[]> {
  return (await db.query<Beat>(SQL)).rows;
}
