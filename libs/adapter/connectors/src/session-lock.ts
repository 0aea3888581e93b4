import type { Pool, PoolClient } from 'pg';

/** A lock that one process has as long as its connection lives; PostgreSQL gives it to another one after that. */
export class SessionLock {
  private holder: PoolClient | null = null;

  constructor(private readonly pool: Pool, private readonly name: string) {}

  /** Whether this process has it, trying to get it when not. */
  async held(): Promise<boolean> {
    if (this.holder !== null) return true;
    const client = await this.pool.connect();
    // More than one: the server says that it ends the connection, and then it is gone. Unheard, the second would end the process.
    client.on('error', () => this.lose(client));
    client.once('end', () => this.lose(client));
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS mine', [this.name]);
    if (rows[0]?.mine === true) this.holder = client;
    else client.release(true);
    return this.holder !== null;
  }

  release(): void {
    this.holder?.release(true);
    this.holder = null;
  }

  private lose(client: PoolClient): void {
    if (this.holder === client) this.holder = null;
  }
}
