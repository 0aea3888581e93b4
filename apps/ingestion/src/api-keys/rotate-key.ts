import { Problem } from '@stockproof/http';
import { inTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { makeApiKey } from './api-key.js';
import { type KeyRules, roomForAKey, type IssuedKey } from './key-rules.js';
import { endKey, insertKey } from './sql/api-keys.js';

/** A new key, and when the former one ends. */
export interface Rotated extends IssuedKey {
  /** Until when the old key stays valid. */
  readonly previous_expires_at: Date;
}

/**
 * Creates the successor of a key. The old key stays valid for the overlap, so that its owner can distribute
 * the new one. Rejects with a Problem if the key is revoked or expired, or the seller has the maximum number
 * of keys.
 */
export async function rotateApiKey(
  pool: Pool,
  rules: KeyRules,
  seller_id: string,
  old_key: string,
  created_by = `seller ${seller_id}`,
): Promise<Rotated> {
  const { api_key, key_id, secret_hash } = makeApiKey();
  return inTransaction(pool, async (db) => {
    await roomForAKey(db, seller_id, rules);
    const previous_expires_at = await endKey(db, seller_id, old_key, rules.overlap_hours);
    if (previous_expires_at === undefined)
      throw new Problem(409, 'key_not_active', 'a key that is revoked or expired makes no successor');
    const key = {
      key_id,
      seller_id,
      secret_hash,
      created_by,
      approved_by: null,
      reason: null,
      successor_of: old_key,
    };
    return { key_id, api_key, expires_at: await insertKey(db, key, rules.lives_days), previous_expires_at };
  });
}
