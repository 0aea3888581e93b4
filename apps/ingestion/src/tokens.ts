/** Injection tokens of values that have no class, each with the type of its value. */

/** The database of keys and revocations: Pool. */
export const IDENTITY_POOL = Symbol('identity pool');
/** Reads the security log of all services: Pool. */
export const SECURITY_AUDIT_POOL = Symbol('pool that reads the security log');
/** Writes updates: BrokerProducer. */
export const UPDATE_PRODUCER = Symbol('producer of updates');
/** KeyRules. */
export const KEY_RULES = Symbol('rules of seller keys');
/** SellerKeyCheck, that asks the database every time. */
export const SELLER_KEYS = Symbol('check of seller keys');
