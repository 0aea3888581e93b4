import type { SetState, UnitSet } from './sql/run-units.js';

/** A process that may work on the units of other ones. */
export interface Helper {
  readonly holder: string;
  readonly code_version: string;
  /** Verifications that it coordinates now. */
  readonly coordinating: number;
  /** Sets that it could not work on. */
  readonly refused: ReadonlySet<string>;
}

/**
 * The set that a process works on next, the first one that it can: not its own, of the same code, since other code may
 * compare otherwise. A process that coordinates a verification works for nobody else.
 */
export function chooseSet<S extends Pick<UnitSet, 'set_id' | 'coordinator' | 'code_version'>>(
  open: readonly S[],
  { holder, code_version, coordinating, refused }: Helper,
): S | null {
  if (coordinating > 0) return null;
  const mine = (set: S): boolean =>
    set.coordinator !== holder && set.code_version === code_version && !refused.has(set.set_id);
  return open.find(mine) ?? null;
}

/**
 * Whether a process that found no unit to claim waits for one: units that others have claimed may come back. `gone`: the
 * set was removed, or its coordinator is dead; a coordinator itself goes on, and renews its lease.
 */
export function afterNothingToClaim(
  state: Pick<SetState, 'alive' | 'units' | 'done'> | null,
  is_coordinator: boolean,
): 'complete' | 'gone' | 'wait' {
  if (state === null) return 'gone';
  if (state.done === state.units) return 'complete';
  return state.alive || is_coordinator ? 'wait' : 'gone';
}

/** What each process may read of a limit for all of them, in events a second; null is no limit. */
export function shareOf(events_per_second: number | null, processes: number): number | null {
  return events_per_second === null ? null : events_per_second / Math.max(1, processes);
}
