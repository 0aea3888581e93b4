import { inTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { makeApiKey } from './api-key.js';
import { type IssuedKey, type KeyRules, roomForAKey } from './key-rules.js';
import { insertKey } from './sql/api-keys.js';

/** A key that a person of the seller wants. */
export interface WantedKey {
  readonly seller_id: string;
  /** What it is for; kept with the key. */
  readonly reason: string;
  readonly created_by: string;
}

/**
 * Creates a key for a seller, for a person of it. It gives nothing that the person does not have, so no operator is needed. Rejects
 * with a 409 if the seller has the maximum number of keys.
 */
export async function createKey(pool: Pool, rules: KeyRules, wanted: WantedKey): Promise<IssuedKey> {
  const { api_key, key_id, secret_hash } = makeApiKey();
  return inTransaction(pool, async (db) => {
    await roomForAKey(db, wanted.seller_id, rules);
    const key = { ...wanted, key_id, secret_hash, approved_by: null, successor_of: null };
    return { key_id, api_key, expires_at: await insertKey(db, key, rules.lives_days) };
  });
}
