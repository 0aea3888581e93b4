import { columns, type Queryable } from '@stockproof/postgres';
import type { LedgerChange } from '../../fold/ledger-change.js';

const LOG_CHANGES_SQL = `
  INSERT INTO next_generation.logged_change (partition, seller_id, sku, version, source_offset, change)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::jsonb[])
  ON CONFLICT DO NOTHING`;

/** A change that arrived before its offer's row, kept until the row is there. */
export interface LoggedChange {
  readonly offset: number;
  readonly change: LedgerChange;
}

/** Logs changes of offers that the next generation does not have yet; they are applied when the row comes. */
export async function logChanges(
  db: Queryable,
  partition: number,
  logged: readonly LoggedChange[],
): Promise<void> {
  if (logged.length === 0) return;
  const values = columns(
    logged,
    ({ change }) => change.seller_id,
    ({ change }) => change.sku,
    ({ change }) => change.version,
    ({ offset }) => offset,
    ({ change }) => JSON.stringify(change),
  );
  await db.query({ name: 'log-changes', text: LOG_CHANGES_SQL, values: [partition, ...values] });
}

const READ_LOGGED_SQL = `
  SELECT source_offset AS offset, change FROM next_generation.logged_change
  WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
  ORDER BY version`;

/** Reads the logged changes of these offers, in order of version. */
export async function readLogged(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<LoggedChange[]> {
  return (
    await db.query<LoggedChange>({ name: 'read-logged', text: READ_LOGGED_SQL, values: [sellers, skus] })
  ).rows;
}

const NOTE_READY_SQL = `
  WITH noted AS (INSERT INTO next_generation.ready_partition (partition) VALUES ($1) ON CONFLICT DO NOTHING)
  SELECT count(*) AS others FROM next_generation.ready_partition WHERE partition <> $1`;

/** Marks this partition as ready. Returns how many partitions are ready. */
export async function noteReady(db: Queryable, partition: number): Promise<number> {
  const { rows } = await db.query<{ others: number }>({
    name: 'note-ready',
    text: NOTE_READY_SQL,
    values: [partition],
  });
  return (rows[0]?.others ?? 0) + 1;
}

const CLEAR_GENERATION_SQL = `
  WITH offers AS (DELETE FROM next_generation.offer_availability),
       places AS (DELETE FROM next_generation.offer_location_availability),
       logged AS (DELETE FROM next_generation.logged_change),
       ready AS (DELETE FROM next_generation.ready_partition)
  DELETE FROM projection_function WHERE role = 'next'`;

/** Deletes everything of the next generation. */
export async function clearGeneration(db: Queryable): Promise<void> {
  await db.query({ name: 'clear-generation', text: CLEAR_GENERATION_SQL });
}
