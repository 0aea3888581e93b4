/** Metadata key of the act that `Audited` declares. AuditActs records nothing for a handler without it. */
export const AUDITED = Symbol('stockproof.audited');

/** Injection token of a service's security log. */
export const SECURITY_LOG = Symbol('stockproof.security-log');
