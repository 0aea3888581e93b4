import { Problem } from '@stockproof/http';
import type { Queryable } from '@stockproof/postgres';
import { countActiveKeys, lockSellerKeys } from './sql/api-keys.js';

/** What keys are bound to, by settings. */
export interface KeyRules {
  /** How long a new key lives. */
  readonly lives_days: number;
  /** How long a key lives on that made its successor, at most. */
  readonly overlap_hours: number;
  /** Keys of a seller that are active at one time, at most. */
  readonly active_at_most: number;
  /** How long an approved key may be collected. */
  readonly collect_minutes: number;
}

/** A key as it is told, the only time that its secret is. */
export interface IssuedKey {
  readonly key_id: string;
  readonly api_key: string;
  readonly expires_at: Date;
}

/**
 * Waits until nobody else makes a key of this seller, to the end of the transaction. Throws a 409 when it has
 * as many as it may.
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
