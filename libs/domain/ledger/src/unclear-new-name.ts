import { type InventoryUpdate, unclearName } from '@stockproof/events';
import { sourceKind } from './classify-delivery.js';
import type { OfferState } from './offer-state.js';

/** A name that a seller's event would bring in, and what is wrong with it. */
export type UnclearNewName = {
  readonly field: 'event_id' | 'sku' | 'location_id' | 'to_location_id';
  readonly problem: string;
};

/**
 * The first name of a seller's event that is new to the offer and unclear (see unclearName); null if there is
 * none. Names that the offer has already may be used on, so that its stock can be moved out. Commands of
 * reservations have names that were checked when the reservation was asked for, and older ones.
 */
export function unclearNewName(state: OfferState, update: InventoryUpdate): UnclearNewName | null {
  if (sourceKind(update.operation) !== 'seller') return null;
  const problem = unclearName(update.event_id);
  if (problem !== null) return { field: 'event_id', problem };
  const unclear_sku = state.version > 0 ? null : unclearName(update.sku);
  if (unclear_sku !== null) return { field: 'sku', problem: unclear_sku };
  return (
    unclearLocation(state, 'location_id', update.location_id) ??
    unclearLocation(state, 'to_location_id', update.to_location_id)
  );
}

function unclearLocation(
  { buckets }: OfferState,
  field: UnclearNewName['field'],
  name: string | null,
): UnclearNewName | null {
  const problem = name === null ? null : unclearName(name);
  if (problem === null) return null;
  for (const { location_id } of buckets.values()) if (location_id === name) return null;
  return { field, problem };
}
