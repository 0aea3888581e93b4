import { hash } from 'node:crypto';
import { BoundClient, migrate, type MigrationClass } from '@stockproof/postgres';
import type pg from 'pg';

/**
 * The name of a database that these migrations have made and that accepts no connections, to be copied. The
 * first caller creates it, others wait; an unfinished one is created again. Its slots are dropped: they would
 * keep the server's WAL, and a copy has none.
 */
export async function migratedTemplate(
  server: string,
  migrations: readonly MigrationClass[],
): Promise<string> {
  const texts = migrations.map((migration) => migration.toString());
  const name = `template_${hash('sha256', JSON.stringify(texts), 'hex').slice(0, 32)}`;
  await onServer(server, async (client) => {
    // Held by this session until it ends.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    const { rows } = await client.query<{ datistemplate: boolean }>(
      'SELECT datistemplate FROM pg_database WHERE datname = $1',
      [name],
    );
    if (rows[0]?.datistemplate === true) return;
    await dropSlots(client, name);
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    await migrate(url.href, [...migrations]);
    await dropSlots(client, name);
    await client.query(`ALTER DATABASE ${name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  });
  return name;
}

/** Drops the replication slots of a database, without which it cannot be dropped. */
export async function dropSlots(client: pg.Client, database: string): Promise<void> {
  await client.query(
    'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = $1',
    [database],
  );
}

/** Works on its own connection as the superuser, and closes it. */
export async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new BoundClient(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
