import type { Queryable } from '@stockproof/postgres';

const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtext('stockproof evidence keys'))`;

/** Until the transaction ends nobody else makes a key, and nobody signs. */
export async function lockKeys(db: Queryable): Promise<void> {
  await db.query({ name: 'lock-evidence-keys', text: LOCK_SQL });
}

const SHARE_SQL = `SELECT pg_advisory_xact_lock_shared(hashtext('stockproof evidence keys'))`;

/** Until the transaction ends the newest key stays the newest. */
export async function shareKeys(db: Queryable): Promise<void> {
  await db.query({ name: 'share-evidence-keys', text: SHARE_SQL });
}

/** A key as it is stored. `entry` is JSON (KeyEntry); see KeySecret for `box`. */
export interface EvidenceKeyRow {
  readonly number: number;
  readonly entry: string;
  readonly box: string;
}

const READ_SQL = 'SELECT number, entry, box FROM evidence_key ORDER BY number';

/** Reads all keys, oldest first. */
export async function readKeys(db: Queryable): Promise<EvidenceKeyRow[]> {
  return (await db.query<EvidenceKeyRow>({ name: 'read-evidence-keys', text: READ_SQL })).rows;
}

const INSERT_SQL = 'INSERT INTO evidence_key (number, entry, box) VALUES ($1, $2, $3)';

/** Adds the newest key. Rejects with a unique violation if there is one of its number. */
export async function insertEvidenceKey(
  db: Queryable,
  { number, entry, box }: EvidenceKeyRow,
): Promise<void> {
  await db.query({ name: 'insert-evidence-key', text: INSERT_SQL, values: [number, entry, box] });
}

const RETIRE_SQL = 'UPDATE evidence_key SET entry = $2, box = $3 WHERE number = $1';

/** Replaces a key by itself with its end, and without its private half. */
export async function retireKey(db: Queryable, { number, entry, box }: EvidenceKeyRow): Promise<void> {
  await db.query({ name: 'retire-evidence-key', text: RETIRE_SQL, values: [number, entry, box] });
}
