import type { AvailabilityChange } from '@stockproof/availability';

/**
 * A version of an offer as the projection reads it from the ledger: a receipt of one unit at the default
 * location, with the given changes. Times equal the version's number, so that a later version is later.
 */
export function aChange(version: number, change: Partial<AvailabilityChange> = {}): AvailabilityChange {
  const quantity = change.quantity ?? 1;
  return {
    version,
    operation: 'I',
    status: 'accepted',
    quantity,
    delta_quantity: quantity,
    from_bucket: null,
    from_location: null,
    to_bucket: 'sellable',
    to_location: 'default',
    event_time_ms: version,
    accepted_at_ms: version,
    ...change,
  };
}
