import { LRUCache } from 'lru-cache';
import type { SellerKeyCheck } from '../guard/authenticator.js';

const MAX_KEYS = 10_000;

/**
 * Caches the answer of a check for at most `ms`, so a revoked key works no longer than that. Concurrent calls
 * share one check. A check that rejected is not cached.
 */
export function rememberFor(ms: number, check: SellerKeyCheck): SellerKeyCheck {
  if (ms === 0) return check;
  const answers = new LRUCache<string, ReturnType<SellerKeyCheck>>({ max: MAX_KEYS, ttl: ms });
  return (api_key) => {
    const known = answers.get(api_key);
    if (known !== undefined) return known;
    const asked = check(api_key);
    answers.set(api_key, asked);
    asked.catch(() => answers.delete(api_key));
    return asked;
  };
}
