import { BoundClient, safeTypeParser } from '@stockproof/postgres';

/** A connection inside a REPEATABLE READ, READ ONLY transaction: everything it reads is of one moment. */
export interface Snapshot {
  readonly db: BoundClient;
  /** For others to see the same moment while this one is open. */
  readonly id: string;
  close(): Promise<void>;
}

/** Opens a snapshot of one database, or joins the moment of another one by its id. */
export type OpenSnapshot = (join?: string) => Promise<Snapshot>;

/** Snapshots of the database at this address. */
export const snapshotsOf =
  (url: string): OpenSnapshot =>
  (join) =>
    openSnapshot(url, join);

/** Opens a snapshot of a database, or joins the moment of another one by its id. As long as its role's timeouts, for a moment and for a statement (two hours). */
export async function openSnapshot(url: string, join?: string): Promise<Snapshot> {
  const client = new BoundClient({
    connectionString: url,
    application_name: 'recovery-replay',
    types: { getTypeParser: safeTypeParser },
  });
  // A connection that breaks rejects the statement in work; without a listener it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // For the checks: joins and sums over whole histories, twice a day rather than a thousand times a second.
    // From the beginning of the table: where two scans share their reading, the second begins in the middle, and the replay
    // would have to keep half the history in memory until the versions before it come.
    await client.query(
      `SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL synchronize_seqscans = off`,
    );
    if (join !== undefined) await client.query(`SET TRANSACTION SNAPSHOT ${client.escapeLiteral(join)}`);
    const { rows } =
      join === undefined
        ? await client.query<{ id: string }>('SELECT pg_export_snapshot() AS id')
        : { rows: [{ id: join }] };
    return { db: client, id: rows[0]?.id ?? '', close: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}
