import { timingSafeEqual } from 'node:crypto';
import type { Principal } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import type { Queryable } from '@stockproof/postgres';
import { readApiKey } from './api-key.js';
import { findKey, noteKeyUse } from './sql/api-keys.js';

/**
 * Returns the seller of a key; null if it is unknown, malformed, revoked or expired. Rejects with a 503 if
 * the database is unavailable. Notes the use, to the minute.
 */
export async function checkKey(db: Queryable, api_key: string): Promise<Principal | null> {
  const presented = readApiKey(api_key);
  if (presented === null) return null;
  const found = await findKey(db, presented.key_id).catch((cause: unknown) => {
    const problem = new Problem(503, 'credentials_unavailable', 'keys cannot be checked now; try again', {
      'retry-after': '1',
    });
    problem.cause = cause;
    throw problem;
  });
  if (found === undefined || !timingSafeEqual(found.secret_hash, presented.secret_hash)) return null;
  // A use that cannot be noted is no reason to refuse the key.
  if (found.unnoted) await noteKeyUse(db, presented.key_id).catch(() => undefined);
  return {
    kind: 'seller',
    seller_id: found.seller_id,
    key_id: presented.key_id,
    expires_at: found.expires_at.toISOString(),
  };
}
