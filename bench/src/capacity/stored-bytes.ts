import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BoundClient } from '@stockproof/postgres';
import type { RunningStack } from '@stockproof/testing';

/** What a topic, a table or the segments of a topic take on disk. */
export interface Stored {
  readonly where: 'Kafka' | 'PostgreSQL' | 'sealed';
  readonly name: string;
  readonly bytes: number;
  /** Offsets of a topic, rows of a table, messages of segments. */
  readonly items: number;
}

/** Reads everything that a stack holds. Files of a topic are its record batches, without indexes. */
export async function readStored(stack: RunningStack): Promise<Stored[]> {
  const databases = ['inventory', 'availability', 'reservation', 'recovery'];
  const tables = await Promise.all(databases.map((name) => tablesOf(stack, name)));
  return [...topicsOf(join(stack.home, 'kafka')), ...tables.flat(), ...(await sealedOf(stack))];
}

/** Partition folders are called `<topic>-<partition>`, segment files after their first offset. */
function topicsOf(kafka_dir: string): Stored[] {
  const folders = readdirSync(kafka_dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => /-\d+\/\d{20}\.log$/.test(path))
    .map((path) => ({ topic: /([^/]+)-\d+\/[^/]+$/.exec(path)?.[1] ?? '', path: join(kafka_dir, path) }))
    .filter(({ topic }) => topic.startsWith('inventory'));
  return [...Map.groupBy(folders, ({ topic }) => topic)].map(([name, files]) => ({
    where: 'Kafka',
    name,
    bytes: files.reduce((sum, { path }) => sum + statSync(path).size, 0),
    items: 0,
  }));
}

const TABLES_SQL = `
  SELECT relname AS name, pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;

async function tablesOf({ databases }: RunningStack, database: string): Promise<Stored[]> {
  return withClient(databases[database] ?? '', async (db) => {
    const { rows } = await db.query<{ name: string; bytes: number }>(TABLES_SQL);
    const stored: Stored[] = [];
    for (const { name, bytes } of rows) {
      const counted = await db.query<{ items: number }>(`SELECT count(*)::int AS items FROM ${name}`);
      const items = counted.rows[0]?.items ?? 0;
      stored.push({ where: 'PostgreSQL', name: `${database}.${name}`, bytes, items });
    }
    return stored;
  });
}

const SEGMENTS_SQL = `
  SELECT topic AS name,
    sum((SELECT sum((file ->> 'bytes')::float8) FROM jsonb_array_elements(signed #> '{manifest,files}') AS file)
      + coalesce((signed #>> '{manifest,unnamed_file,bytes}')::float8, 0)) AS bytes,
    sum((SELECT sum((range ->> 'messages')::int) FROM jsonb_array_elements(signed #> '{manifest,ranges}') AS range))::int AS items
  FROM sealed_segment WHERE replaced_by IS NULL GROUP BY topic`;

async function sealedOf({ databases }: RunningStack): Promise<Stored[]> {
  return withClient(databases['recovery'] ?? '', async (db) => {
    const { rows } = await db.query<Omit<Stored, 'where'>>(SEGMENTS_SQL);
    return rows.map((row) => ({ where: 'sealed', ...row }));
  });
}

async function withClient<T>(url: string, work: (db: BoundClient) => Promise<T>): Promise<T> {
  const client = new BoundClient(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
