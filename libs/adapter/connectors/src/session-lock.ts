import type { Pool, PoolClient } from 'pg';

/** An advisory lock that one process holds as long as its connection lives. */
export class SessionLock {
  private holder: PoolClient | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly name: string,
  ) {}

  /** Whether this process holds the lock; tries to get it if not. Rejects if the database is unavailable. */
  async held(): Promise<boolean> {
    if (this.holder !== null) return true;
    const client = await this.pool.connect();
    // The server can emit an error twice for one connection; without a listener the second would end the
    // process.
    client.on('error', () => this.lose(client));
    client.once('end', () => this.lose(client));
    const mine = await asks(client, this.name);
    if (mine) this.holder = client;
    else client.release(true);
    return mine;
  }

  /** Releases the lock by ending its connection. Does nothing if it is not held. */
  release(): void {
    if (this.holder !== null) this.lose(this.holder);
  }

  /** The connection must be released in any case, because the pool counts it as in use until then. */
  private lose(client: PoolClient): void {
    if (this.holder !== client) return;
    this.holder = null;
    client.release(true);
  }
}

async function asks(client: PoolClient, name: string): Promise<boolean> {
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(hashtext($1)) AS mine',
      [name],
    );
    return rows[0]?.mine === true;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
