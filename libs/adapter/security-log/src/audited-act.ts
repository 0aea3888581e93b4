export const AUDITED = Symbol('stockproof.audited');

/** Injection token of a service's security log. */
export const SECURITY_LOG = Symbol('stockproof.security-log');
