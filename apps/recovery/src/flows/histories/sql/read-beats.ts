import type { Queryable } from '@stockproof/postgres';
import type { Heartbeat } from '../beats.js';

const SQL = `SELECT connector, (extract(epoch FROM beat_at) * 1000000)::bigint AS beat_us FROM debezium_heartbeat ORDER BY connector`;

/** The newest heartbeat that each connector wrote on this server. */
export async function readBeats(db: Queryable): Promise<Heartbeat[]> {
  return (await db.query<Heartbeat>(SQL)).rows;
}
