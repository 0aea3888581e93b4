import { MAX_QUANTITY } from '@stockproof/events';
import { applyChange, AvailabilityInvariantError } from './apply-change.js';
import type { AvailabilityChange, AvailabilityState } from './availability-state.js';

/** Which function a view was made with. */
export interface FunctionName {
  /** `built-in`, or the name of a file in the folder of candidates. */
  readonly name: string;
  readonly version: number;
  /** SHA-256 of the candidate's file, hex; null for the built-in one, which the code's version binds. */
  readonly digest: string | null;
}

/** A version of compute_sellable_availability: the next state. Throws AvailabilityInvariantError. Pure. */
export interface AvailabilityFunction extends FunctionName {
  readonly apply: (state: AvailabilityState, change: AvailabilityChange) => AvailabilityState;
}

/** What a candidate decides: quantities. Versions and times are not its own. */
export interface Quantities {
  readonly stock_on_hand: number;
  readonly sellable: number;
  readonly reserved: number;
  readonly damaged: number;
  readonly return_to_vendor: number;
  readonly locations: readonly { readonly location_id: string; readonly sellable: number }[];
}

/**
 * A version that is not built in. `base` is what the built-in function makes of the change when it begins with the
 * units at the locations: a rule about what may be promised need not know how movements work.
 */
export interface Candidate extends FunctionName {
  readonly apply: (state: Quantities, change: AvailabilityChange, base: Quantities) => unknown;
}

export const BUILT_IN: AvailabilityFunction = { name: 'built-in', version: 1, digest: null, apply: applyChange };

/** Makes a candidate usable: what it answers is checked, and what it throws is a contradiction like any other. */
export function functionOf({ apply, ...name }: Candidate): AvailabilityFunction {
  return {
    ...name,
    apply: (state, change) => {
      const at_locations = [...state.locations.values()].reduce((sum, units) => sum + units, 0);
      const base = applyChange({ ...state, sellable: at_locations }, change);
      const { locations, ...totals } = checked(answerOf(() => apply(quantitiesOf(state), change, quantitiesOf(base))));
      return { ...base, ...totals, locations: new Map(locations.map((place) => [place.location_id, place.sellable])) };
    },
  };
}

function quantitiesOf({ stock_on_hand, sellable, reserved, damaged, return_to_vendor, locations }: AvailabilityState): Quantities {
  const places = [...locations].map(([location_id, units]) => ({ location_id, sellable: units }));
  return { stock_on_hand, sellable, reserved, damaged, return_to_vendor, locations: places };
}

function answerOf(ask: () => unknown): Quantities {
  try {
    return ask() as Quantities;
  } catch (error) {
    throw new AvailabilityInvariantError(`the candidate failed: ${String(error)}`);
  }
}

function checked(answer: Quantities | null): Quantities {
  const { stock_on_hand, sellable, reserved, damaged, return_to_vendor, locations } = answer ?? ({} as Partial<Quantities>);
  if (!Array.isArray(locations)) throw new AvailabilityInvariantError('the candidate gave no locations');
  const places = locations.map((place: Quantities['locations'][number]) => ({
    location_id: String(place.location_id), sellable: within(place.sellable, 'a location'),
  }));
  return {
    stock_on_hand: within(stock_on_hand, 'stock on hand'),
    sellable: within(sellable, 'sellable'),
    reserved: within(reserved, 'reserved'),
    damaged: within(damaged, 'damaged'),
    return_to_vendor: within(return_to_vendor, 'return_to_vendor'),
    locations: places,
  };
}

function within(quantity: unknown, what: string): number {
  if (Number.isSafeInteger(quantity) && (quantity as number) >= 0 && (quantity as number) <= MAX_QUANTITY) return quantity as number;
  throw new AvailabilityInvariantError(`the candidate made ${what} ${String(quantity)}`);
}
