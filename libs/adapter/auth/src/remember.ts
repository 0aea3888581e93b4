import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SellerKeyCheck } from './authenticator.js';

const MOST_KEYS = 10_000;

/**
 * Remembers what a check said for at most `ms`, so a revoked key works no longer than that. Concurrent asks
 * share one check; a check that failed is not remembered. The key itself is not kept, only its hash.
 */
export function rememberFor(ms: number, check: SellerKeyCheck): SellerKeyCheck {
  if (ms === 0) return check;
  const answers = new LRUCache<string, ReturnType<SellerKeyCheck>>({ max: MOST_KEYS, ttl: ms });
  return (api_key) => {
    const name = createHash('sha256').update(api_key).digest('base64');
    const known = answers.get(name);
    if (known !== undefined) return known;
    const asked = check(api_key);
    answers.set(name, asked);
    asked.catch(() => answers.delete(name));
    return asked;
  };
}
