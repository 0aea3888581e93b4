import type { SellerUpdate } from './seller-calls.js';

/** What the ledger can say of an update, in the order in which a filter offers it. */
export const DECIDED_STATUSES = [
  'accepted',
  'accepted_late',
  'accepted_short',
  'superseded',
  'absorbed',
  'rejected',
  'quarantined',
  'conflict',
  'duplicate',
] as const satisfies readonly SellerUpdate['status'][];
