import type { Queryable } from '@stockproof/postgres';
import type { Server } from '../connector-facts.js';

const SQL = `
  SELECT now.system_identifier, now.timeline, accepted.system_identifier AS accepted_system, accepted.timeline AS accepted_timeline,
         (pg_current_wal_lsn() - '0/0'::pg_lsn)::text AS wal
  FROM capture_server_now() AS now, capture_server AS accepted`;

interface Row {
  readonly system_identifier: string;
  readonly timeline: number;
  readonly accepted_system: string;
  readonly accepted_timeline: number;
  readonly wal: string;
}

/** Which server this is, which one it should be, and up to where its WAL is written. */
export async function readServer(db: Queryable): Promise<Server> {
  const [row] = (await db.query<Row>({ name: 'read-server', text: SQL })).rows;
  if (row === undefined)
    throw new Error('no server was ever accepted as the captured one: run the migrations');
  const { system_identifier, timeline, accepted_system, accepted_timeline, wal } = row;
  return {
    now: { system_identifier, timeline },
    accepted: { system_identifier: accepted_system, timeline: accepted_timeline },
    wal_lsn: BigInt(wal),
  };
}
