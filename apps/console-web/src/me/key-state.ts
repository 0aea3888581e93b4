import type { SellerKey } from './seller-calls.js';

/** The state of a key at a time, in the words of its answer. Pure. */
export function keyState(
  { revoked_at, expires_at }: Pick<SellerKey, 'revoked_at' | 'expires_at'>,
  now_ms: number,
): 'valid' | 'revoked' | 'expired' {
  if (revoked_at !== null) return 'revoked';
  return Date.parse(expires_at) <= now_ms ? 'expired' : 'valid';
}
