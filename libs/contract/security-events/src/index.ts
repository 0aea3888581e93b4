export {
  fitEvent,
  SECURITY_ACTIONS,
  SECURITY_OUTCOMES,
  type SecurityAction,
  type SecurityEvent,
  type SecurityOutcome,
  type SecurityRecord,
} from './security-event.js';
export { type Anchor, recordDigest, securityRecord, verifyRecords } from './verify-records.js';
