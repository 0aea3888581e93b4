import type { Queryable } from '@stockproof/postgres';

const FIND_KEY_SQL = `
  SELECT seller_id, secret_hash, expires_at, coalesce(last_used_at < now() - interval '1 minute', true) AS unnoted
  FROM api_key WHERE key_id = $1 AND revoked_at IS NULL AND expires_at > now()`;

/** A valid key: its seller, and the hash of its secret. */
export interface FoundKey {
  readonly seller_id: string;
  readonly secret_hash: Buffer;
  readonly expires_at: Date;
  /** Whether its last noted use is more than a minute ago. */
  readonly unnoted: boolean;
}

/** Finds a key that is neither revoked nor expired. */
export async function findKey(db: Queryable, key_id: string): Promise<FoundKey | undefined> {
  return (await db.query<FoundKey>({ name: 'find-key', text: FIND_KEY_SQL, values: [key_id] })).rows[0];
}

const NOTE_KEY_USE_SQL = `
  UPDATE api_key SET last_used_at = now()
  WHERE key_id = $1 AND coalesce(last_used_at < now() - interval '1 minute', true)`;

/** Notes that a key is used now; at most once a minute, however often it is used. */
export async function noteKeyUse(db: Queryable, key_id: string): Promise<void> {
  await db.query({ name: 'note-key-use', text: NOTE_KEY_USE_SQL, values: [key_id] });
}

const LIST_KEYS_SQL = `
  SELECT key_id, created_at, created_by, approved_by, reason, successor_of, expires_at, revoked_at, revoked_by,
    last_used_at
  FROM api_key WHERE seller_id = $1 ORDER BY created_at, key_id`;

/** A key as it is listed, without its secret. */
export interface KeyRow {
  readonly key_id: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly approved_by: string | null;
  readonly reason: string | null;
  /** The key that created this one; null if two operators created it. */
  readonly successor_of: string | null;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly revoked_by: string | null;
  /** To the minute; null if it was not used since uses are noted. */
  readonly last_used_at: Date | null;
}

/** Lists all keys of a seller, also revoked and expired ones. */
export async function listKeys(db: Queryable, seller_id: string): Promise<KeyRow[]> {
  return (await db.query<KeyRow>({ name: 'list-keys', text: LIST_KEYS_SQL, values: [seller_id] })).rows;
}

const COUNT_ACTIVE_KEYS_SQL = `
  SELECT count(*)::int AS keys FROM api_key WHERE seller_id = $1 AND revoked_at IS NULL AND expires_at > now()`;

/** Counts the keys of a seller that are neither revoked nor expired. */
export async function countActiveKeys(db: Queryable, seller_id: string): Promise<number> {
  return (
    (
      await db.query<{ keys: number }>({
        name: 'count-active-keys',
        text: COUNT_ACTIVE_KEYS_SQL,
        values: [seller_id],
      })
    ).rows[0]?.keys ?? 0
  );
}

const LOCK_SELLER_KEYS_SQL = `SELECT pg_advisory_xact_lock(hashtextextended('stockproof keys of ' || $1::text, 0))`;

/**
 * Serialises the creation of a seller's keys until the end of the transaction, so that they are counted
 * correctly.
 */
export async function lockSellerKeys(db: Queryable, seller_id: string): Promise<void> {
  await db.query({ name: 'lock-seller-keys', text: LOCK_SELLER_KEYS_SQL, values: [seller_id] });
}

const INSERT_KEY_SQL = `
  INSERT INTO api_key (key_id, seller_id, secret_hash, created_by, approved_by, reason, successor_of, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8))
  RETURNING expires_at`;

/** A new key; only the hash of its secret is stored. */
export interface KeyToInsert {
  readonly key_id: string;
  readonly seller_id: string;
  readonly secret_hash: Buffer;
  readonly created_by: string;
  /** The second person; null for a key that its predecessor created. */
  readonly approved_by: string | null;
  readonly reason: string | null;
  readonly successor_of: string | null;
}

/** Inserts a key and returns its expiry. */
export async function insertKey(db: Queryable, key: KeyToInsert, lives_days: number): Promise<Date> {
  const { key_id, seller_id, secret_hash, created_by, approved_by, reason, successor_of } = key;
  const values = [key_id, seller_id, secret_hash, created_by, approved_by, reason, successor_of, lives_days];
  const {
    rows: [row],
  } = await db.query<{ expires_at: Date }>({ name: 'insert-key', text: INSERT_KEY_SQL, values });
  if (row === undefined) throw new Error(`the key ${key_id} was not written`);
  return row.expires_at;
}

const END_KEY_SQL = `
  UPDATE api_key SET expires_at = least(expires_at, now() + make_interval(hours => $3))
  WHERE seller_id = $1 AND key_id = $2 AND revoked_at IS NULL AND expires_at > now()
  RETURNING expires_at`;

/**
 * Moves a key's expiry to so many hours from now, unless it is earlier already. Undefined if the key is
 * revoked, expired or another seller's.
 */
export async function endKey(
  db: Queryable,
  seller_id: string,
  key_id: string,
  hours: number,
): Promise<Date | undefined> {
  const { rows } = await db.query<{ expires_at: Date }>({
    name: 'expire-key',
    text: END_KEY_SQL,
    values: [seller_id, key_id, hours],
  });
  return rows[0]?.expires_at;
}

const REVOKE_KEY_SQL = `
  UPDATE api_key SET revoked_at = coalesce(revoked_at, now()), revoked_by = coalesce(revoked_by, $3)
  WHERE seller_id = $1 AND key_id = $2`;

/** Revokes a key permanently. Idempotent. False if the seller has no such key. */
export async function revokeKey(
  db: Queryable,
  seller_id: string,
  key_id: string,
  revoked_by: string,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'revoke-key',
    text: REVOKE_KEY_SQL,
    values: [seller_id, key_id, revoked_by],
  });
  return rowCount === 1;
}
