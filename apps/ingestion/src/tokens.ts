/** Injection tokens of the objects that `start.ts` creates. */
export const IDENTITY_POOL = Symbol('identity pool');
export const SECURITY_AUDIT_POOL = Symbol('pool that reads the security log');
export const KEY_RULES = Symbol('rules of seller keys');
export const SELLER_KEYS = Symbol('check of seller keys');
