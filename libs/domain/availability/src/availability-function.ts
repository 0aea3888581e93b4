import { MAX_QUANTITY } from '@stockproof/events';
import { applyChange, AvailabilityInvariantError } from './apply-change.js';
import type { AvailabilityChange, AvailabilityState } from './availability-state.js';

/** Identifies the function that a view was computed with. */
export interface FunctionName {
  /** `built-in`, or the name of a file in the folder of candidates. */
  readonly name: string;
  readonly version: number;
  /** SHA-256 of the candidate's file, hex; null for the built-in one, which the code's version binds. */
  readonly digest: string | null;
}

/** Returns the next state. Throws AvailabilityInvariantError. */
export type ApplyChange = (state: AvailabilityState, change: AvailabilityChange) => AvailabilityState;

/** An offer's state and the changes that follow it, in order of version. */
export interface FunctionRun {
  readonly state: AvailabilityState;
  readonly changes: readonly AvailabilityChange[];
}

/** A version of compute_sellable_availability: the built-in one or a candidate. */
export interface AvailabilityFunction extends FunctionName {
  /**
   * Returns a function that applies these changes, each to the state after the previous one; it may throw for
   * other changes. A candidate computes all of them in one call, because it runs in another process. Rejects
   * if the candidate cannot be reached.
   */
  readonly prepare: (runs: readonly FunctionRun[]) => Promise<ApplyChange>;
}

/**
 * The quantities of a state in the form that is exchanged with a candidate: the totals, then for each
 * location its id and its sellable units.
 */
type Written = readonly [
  stock_on_hand: number,
  sellable: number,
  reserved: number,
  damaged: number,
  return_to_vendor: number,
  locations: readonly (string | number)[],
];

/**
 * A version that is not built in. `answer` receives for each run the quantities of its state and the members
 * of its changes in the order of `AvailabilityChange`. It returns for each change the quantities in the form
 * `Written`, or a text with the reason why there are none; a text ends the answers of its run. Every answer
 * is checked before it is used.
 */
export interface Candidate extends FunctionName {
  readonly answer: (runs: readonly unknown[]) => Promise<readonly (readonly unknown[])[]>;
}

const applied = Promise.resolve(applyChange);
/**
 * The function of this code. Its `prepare` computes nothing ahead, never rejects, and returns a function for
 * any change.
 */
export const BUILT_IN: AvailabilityFunction = {
  name: 'built-in',
  version: 1,
  digest: null,
  prepare: () => applied,
};

/**
 * Turns a candidate into an AvailabilityFunction. Its answers are checked; a wrong or missing answer throws
 * AvailabilityInvariantError when the change is applied.
 */
export function functionOf({ answer, ...name }: Candidate): AvailabilityFunction {
  return {
    ...name,
    prepare: async (runs) => prepared(runs, runs.length === 0 ? [] : await answer(runs.map(written))),
  };
}

function prepared(runs: readonly FunctionRun[], answers: readonly (readonly unknown[])[]): ApplyChange {
  const known = new Map<AvailabilityChange, unknown>();
  for (const [at, { changes }] of runs.entries())
    for (const [index, answer] of (answers[at] ?? []).entries())
      known.set(changes[index] as AvailabilityChange, answer);
  return (state, change) => {
    if (change.version !== state.version + 1)
      throw new AvailabilityInvariantError(`version ${change.version} does not follow ${state.version}`);
    return stateAfter(state, change, known.get(change));
  };
}

/** Version and times of the new state come from the change, never from the candidate. */
function stateAfter(
  state: AvailabilityState,
  change: AvailabilityChange,
  answer: unknown,
): AvailabilityState {
  if (!Array.isArray(answer))
    throw new AvailabilityInvariantError(typeof answer === 'string' ? answer : 'the candidate was not asked');
  const [stock_on_hand, sellable, reserved, damaged, return_to_vendor, locations] = answer as unknown[];
  return {
    version: change.version,
    stock_on_hand: within(stock_on_hand, 'stock on hand'),
    sellable: within(sellable, 'sellable'),
    reserved: within(reserved, 'reserved'),
    damaged: within(damaged, 'damaged'),
    return_to_vendor: within(return_to_vendor, 'return_to_vendor'),
    locations: locationsIn(locations),
    event_time_ms: change.event_time_ms,
    newest_event_time_ms: Math.max(state.newest_event_time_ms, change.event_time_ms),
    accepted_at_ms: change.accepted_at_ms,
  };
}

function locationsIn(flat: unknown): ReadonlyMap<string, number> {
  if (!Array.isArray(flat)) throw new AvailabilityInvariantError('the candidate gave no locations');
  const locations = new Map<string, number>();
  for (let at = 0; at < flat.length; at += 2)
    locations.set(String(flat[at]), within(flat[at + 1], 'a location'));
  return locations;
}

function within(quantity: unknown, what: string): number {
  if (Number.isSafeInteger(quantity) && (quantity as number) >= 0 && (quantity as number) <= MAX_QUANTITY)
    return quantity as number;
  throw new AvailabilityInvariantError(`the candidate made ${what} ${String(quantity)}`);
}

function written({ state, changes }: FunctionRun): readonly [Written, readonly unknown[]] {
  const { stock_on_hand, sellable, reserved, damaged, return_to_vendor, locations } = state;
  const flat: (string | number)[] = [];
  for (const [location_id, units] of locations) flat.push(location_id, units);
  return [
    [stock_on_hand, sellable, reserved, damaged, return_to_vendor, flat],
    changes.map((change) => [
      change.version,
      change.operation,
      change.status,
      change.quantity,
      change.delta_quantity,
      change.from_bucket,
      change.from_location,
      change.to_bucket,
      change.to_location,
      change.event_time_ms,
      change.accepted_at_ms,
    ]),
  ];
}
