/** The result of a command: events, or a refusal. `code` is stable, `detail` is a sentence for people. */
export type Decision<E> =
  | { readonly ok: true; readonly events: readonly E[] }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/**
 * An event-sourced aggregate. All three functions are pure and total: no clock, no random numbers, no I/O,
 * nothing thrown.
 */
export interface Decider<S, C, E> {
  readonly initialState: () => S;
  readonly decide: (state: S, command: C) => Decision<E>;
  readonly evolve: (state: S, event: E) => S;
}

/** A decision with these events; none means that nothing has to be done. */
export function accepted<E>(...events: readonly E[]): Decision<E> {
  return { ok: true, events };
}

/** A refusal with a stable code and a sentence. */
export function refused<E>(code: string, detail: string): Decision<E> {
  return { ok: false, code, detail };
}

/** Returns the state after these events, which must be in order, starting from `from`. */
export function fold<S, C, E>(
  { initialState, evolve }: Decider<S, C, E>,
  events: readonly E[],
  from: S = initialState(),
): S {
  return events.reduce(evolve, from);
}
