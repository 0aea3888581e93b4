import { Problem } from '@stockproof/http';
import type { Queryable } from '@stockproof/postgres';
import { countActiveKeys, lockSellerKeys } from './sql/api-keys.js';

/** The rules for keys, from settings. */
export interface KeyRules {
  /** Lifetime of a new key, days. */
  readonly lives_days: number;
  /** Longest time that a key stays valid after it has created its successor, hours. */
  readonly overlap_hours: number;
  /** Most active keys of a seller. */
  readonly active_at_most: number;
  /** How long an approved key may be collected, minutes. */
  readonly collect_minutes: number;
}

/** A new key with its secret, for the one answer to whoever collected or rotated it. */
export interface IssuedKey {
  readonly key_id: string;
  readonly api_key: string;
  readonly expires_at: Date;
}

/**
 * Serialises the creation of a seller's keys until the end of the transaction. Rejects with a 409 if the
 * seller has the maximum number of keys.
 */
export async function roomForAKey(
  db: Queryable,
  seller_id: string,
  { active_at_most }: KeyRules,
): Promise<void> {
  await lockSellerKeys(db, seller_id);
  if ((await countActiveKeys(db, seller_id)) < active_at_most) return;
  throw new Problem(
    409,
    'too_many_keys',
    `a seller has at most ${active_at_most} active keys: revoke one, or wait until one ends`,
  );
}
