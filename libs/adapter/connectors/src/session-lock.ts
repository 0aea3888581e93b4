import type { Pool, PoolClient } from 'pg';

/** A lock that one process has as long as its connection lives; PostgreSQL gives it to another one after that. */
export class SessionLock {
  private holder: PoolClient | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly name: string,
  ) {}

  /** Whether this process has it, trying to get it when not. */
  async held(): Promise<boolean> {
    if (this.holder !== null) return true;
    const client = await this.pool.connect();
    // More than one: the server says that it ends the connection, and then it is gone. Unheard, the second would end the process.
    client.on('error', () => this.lose(client));
    client.once('end', () => this.lose(client));
    const mine = await asks(client, this.name);
    if (mine) this.holder = client;
    else client.release(true);
    return mine;
  }

  release(): void {
    if (this.holder !== null) this.lose(this.holder);
  }

  /** The connection goes back to its pool in any case, to be closed: the pool counts it as lent until then. */
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
