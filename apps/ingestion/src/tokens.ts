/** Names under which Nest hands out what is made in `start.ts`. */
export const IDENTITY_POOL = Symbol('identity pool');
export const SECURITY_AUDIT_POOL = Symbol('pool that reads the security log');
export const KEY_RULES = Symbol('rules of seller keys');
export const SELLER_KEYS = Symbol('check of seller keys');
