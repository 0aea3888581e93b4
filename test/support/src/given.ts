import { deepEqual, equal } from 'node:assert/strict';
import { type Decider, fold } from '@stockproof/event-sourcing';

export interface Then<E> {
  /** Exactly these events. */
  readonly then: (...events: readonly E[]) => void;
  /** Events of these types, whatever their data. */
  readonly thenTypes: (...types: readonly string[]) => void;
  /** Refused with this code. */
  readonly thenRefused: (code: string) => void;
}

/** given(decider, events).when(command).then(events | error): a rule of an aggregate as a sequence. */
export function given<S, C, E extends { readonly type: string }>(
  decider: Decider<S, C, E>,
  ...events: readonly E[]
): { readonly state: S; readonly when: (command: C) => Then<E> } {
  const state = fold(decider, events);
  return {
    state,
    when: (command) => {
      const decision = decider.decide(state, command);
      const found = decision.ok ? decision.events : [];
      const refusal = decision.ok ? null : decision.code;
      return {
        then: (...expected) => deepEqual([refusal, ...found], [null, ...expected]),
        thenTypes: (...types) => deepEqual([refusal, ...found.map(({ type }) => type)], [null, ...types]),
        thenRefused: (code) =>
          equal(refusal ?? `accepted: ${found.map(({ type }) => type).join(', ')}`, code),
      };
    },
  };
}
