import { LEDGER_STATUSES } from '@stockproof/events';

/**
 * What can become of an update. `duplicate`: its id came again with the same body, and the first outcome stands; `conflict`: with
 * another body, which was not applied.
 */
export const UPDATE_STATUSES = [
  ...LEDGER_STATUSES,
  'rejected',
  'quarantined',
  'conflict',
  'duplicate',
] as const;

/** A status of UPDATE_STATUSES. An update that has none of them yet is queued: ingestion tells how many are. */
export type UpdateStatus = (typeof UPDATE_STATUSES)[number];
