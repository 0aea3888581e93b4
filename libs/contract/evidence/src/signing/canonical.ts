import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * Canonical JSON by RFC 8785. Throws TypeError for values without JSON (undefined, NaN, an unpaired
 * surrogate).
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON');
  return text;
}

/** Hex SHA-256 of the canonical JSON. Throws like canonicalJson. */
export function canonicalDigest(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex');
}
