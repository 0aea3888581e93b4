import type { BoundClient } from '@stockproof/postgres';

const START_BACKUP_SQL = `SELECT pg_backup_start($1, true)::text AS lsn`;
const STOP_BACKUP_SQL = `SELECT lsn::text, labelfile, now() AS at FROM pg_backup_stop(true)`;
const DESCRIBE_SERVER_SQL = `
  SELECT system_identifier::text, timeline_id AS timeline, current_setting('server_version') AS version, now() AS at
  FROM pg_control_system(), pg_control_checkpoint()`;
// The time is that of the statement's begin: what was committed until then is in the segment that the switch ends.
const SWITCH_WAL_SQL = `SELECT now() AS at, pg_walfile_name(pg_switch_wal()) AS segment`;
const READ_RECOVERY_SQL = `
  SELECT pg_is_in_recovery() AS recovering, pg_last_xact_replay_timestamp() AS replayed_at, pg_last_wal_replay_lsn()::text AS lsn`;

/** The server that is backed up or was restored. */
export interface ServerFacts {
  readonly system_identifier: string;
  readonly timeline: number;
  readonly version: string;
  /** The server's clock. */
  readonly at: Date;
}

/** Reads what identifies the server. */
export async function describeServer(client: BoundClient): Promise<ServerFacts> {
  return one(await client.query<ServerFacts>(DESCRIBE_SERVER_SQL));
}

/** Begins a base backup; the session must stay open until it is stopped. Returns where its WAL begins. */
export async function startBaseBackup(client: BoundClient, label: string): Promise<string> {
  return one(await client.query<{ lsn: string }>(START_BACKUP_SQL, [label])).lsn;
}

/** Ends it, and waits until its WAL is archived. The label's file belongs into the copy, not into the server's folder. */
export async function stopBaseBackup(
  client: BoundClient,
): Promise<{ readonly lsn: string; readonly labelfile: string; readonly at: Date }> {
  return one(await client.query<{ lsn: string; labelfile: string; at: Date }>(STOP_BACKUP_SQL));
}

/** Ends the present WAL segment, so that it is archived. Returns its name, and until when its commits are in it. */
export async function switchWal(
  client: BoundClient,
): Promise<{ readonly at: Date; readonly segment: string }> {
  return one(await client.query<{ at: Date; segment: string }>(SWITCH_WAL_SQL));
}

/** How far a restore is. `replayed_at`: the newest commit that was replayed; null if there was none. */
export interface RecoveryState {
  readonly recovering: boolean;
  readonly replayed_at: Date | null;
  readonly lsn: string | null;
}

export async function readRecovery(client: BoundClient): Promise<RecoveryState> {
  return one(await client.query<RecoveryState>(READ_RECOVERY_SQL));
}

function one<Row>({ rows }: { readonly rows: readonly Row[] }): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('the server gave no answer');
  return row;
}
