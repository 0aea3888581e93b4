import { BoundClient, safeTypeParser } from '@stockproof/postgres';

/** A connection inside a REPEATABLE READ, READ ONLY transaction: all its reads see the same state. */
export interface Snapshot {
  readonly db: BoundClient;
  /** With it others can join the same snapshot while it is open. */
  readonly id: string;
  close(): Promise<void>;
}

/** Opens a snapshot of one database, or joins an open one by its id. */
export type OpenSnapshot = (join?: string) => Promise<Snapshot>;

/** Opens snapshots of the database at this address. */
export const snapshotsOf =
  (url: string): OpenSnapshot =>
  (join) =>
    openSnapshot(url, join);

/**
 * Opens a snapshot of a database, or joins an open one by its id. It can last as long as the timeouts of its
 * role (two hours).
 */
export async function openSnapshot(url: string, join?: string): Promise<Snapshot> {
  const client = new BoundClient({
    connectionString: url,
    application_name: 'recovery-replay',
    types: { getTypeParser: safeTypeParser },
  });
  // A broken connection rejects the current statement; without a listener it would also end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // The checks join and sum whole histories, so they get more memory and no JIT. Synchronised scans are
    // off, because a shared scan begins in the middle of the table, and the replay would have to keep half
    // the history in memory.
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
