/** Names under which Nest hands out what is made in `start.ts`. */
export const EVIDENCE_KEYS = Symbol('evidence keys');
export const RECORDS_POOL = Symbol('records');
export const RECOVERIES = Symbol('recoveries');
