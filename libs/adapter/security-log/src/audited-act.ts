export const AUDITED = Symbol('stockproof.audited');

/** Under which a service's module provides its log. */
export const SECURITY_LOG = Symbol('stockproof.security-log');
