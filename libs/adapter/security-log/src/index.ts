export { actByHand, recordedLoss } from './act-by-hand.js';
export { AuditActs, auditDetail } from './audit-acts.js';
export { SECURITY_LOG } from './audited-act.js';
export { AUDIT_EXTENSION, Audited } from './audited.js';
export { securityMigrations } from './migrations/index.js';
export { recordedAct } from './recorded-act.js';
export { openSecurityLog, PostgresSecurityLog, refusalsTo, type SecurityLog } from './security-log.js';
export { listActs, readRecords } from './sql/security-events.js';
