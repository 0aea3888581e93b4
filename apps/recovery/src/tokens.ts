/** Names under which Nest hands out what `start.ts` composes. */
export const DEAD_LETTERS = Symbol('dead letters');
export const EVIDENCE_KEYS = Symbol('evidence keys');
export const LEDGER_POOL = Symbol('ledger, read only');
export const VIEW_POOL = Symbol('view, read only');
export const RECORDS_POOL = Symbol('records');
export const REVIEW_WITHIN_HOURS = Symbol('hours for the review of a broken glass');
export const RECOVERIES = Symbol('recoveries');
export const OUTCOMES = Symbol('outcomes');
