import { accepted, type Decider, type Decision, refused } from '@stockproof/event-sourcing';
import { MAX_HOLD_S } from '@stockproof/bounds';
import { decideOutcome } from './decide-outcome.js';
import { decidePart } from './decide-part.js';
import { dueCommands } from './due-commands.js';
import type { ReservationCommand } from './reservation-commands.js';
import type { ReservationEnding, ReservationEvent } from './reservation-events.js';
import { evolveReservation, initialReservation, type ReservationState } from './reservation-state.js';
import { withEnding } from './with-ending.js';

/** The reservation as an event-sourced aggregate. */
export const reservationDecider: Decider<ReservationState, ReservationCommand, ReservationEvent> = {
  initialState: initialReservation,
  decide: decideReservation,
  evolve: evolveReservation,
};

/** Decides a command. A command that has taken effect already is accepted without events. Never throws. */
function decideReservation(state: ReservationState, command: ReservationCommand): Decision<ReservationEvent> {
  switch (command.type) {
    case 'request': {
      const { type: _type, ...facts } = command;
      if (state.status === 'none') return accepted({ type: 'reservation_requested', ...facts });
      // Another client must not learn what the first one requested.
      if (state.client !== null && state.client !== command.client)
        return refused('reservation_conflict', `${state.reservation_id} is taken: ask with an id of its own`);
      if (state.request_hash === command.request_hash) return accepted();
      return refused('reservation_conflict', `${state.reservation_id} was asked for with another body`);
    }
    case 'outcome':
      return decideOutcome(state, command);
    case 'extend':
      return extend(state, command);
    case 'confirm':
      return confirm(state, command.by, command.now_ms);
    case 'cancel':
      return turnRound(state, 'cancelled', command.by, command.now_ms);
    case 'part':
      return decidePart(state, command);
    case 'expire':
      if (command.now_ms < state.expires_at_ms) return accepted();
      return state.status === 'requested' || state.status === 'held'
        ? turnRound(state, 'expired', 'system', command.now_ms)
        : accepted();
    case 'retry':
      return retry(state, command);
  }
}

function confirm(state: ReservationState, by: string, now_ms: number): Decision<ReservationEvent> {
  if (state.status === 'confirming' || state.status === 'confirmed') return accepted();
  // The reservation has expired by the clock, even if the expiry was not recorded yet.
  if (state.status === 'held' && now_ms >= state.expires_at_ms)
    return refused('expired', 'the reservation has expired');
  if (state.status === 'held') return accepted({ type: 'confirm_begun', by, at_ms: now_ms });
  return refused('reservation_not_held', `a reservation that is ${state.status} cannot be confirmed`);
}

/**
 * A hold is extended until it has ended by the clock, and never shortened. Its end counts in the order of the
 * events, so an extension after the expiry was recorded is refused.
 */
function extend(
  state: ReservationState,
  { by, now_ms, expires_at_ms }: Extract<ReservationCommand, { type: 'extend' }>,
): Decision<ReservationEvent> {
  if (state.status !== 'requested' && state.status !== 'held')
    return refused('wrong_status', `a reservation that is ${state.status} cannot be extended`);
  if (now_ms >= state.expires_at_ms) return refused('expired', 'the reservation has expired');
  if (expires_at_ms <= state.expires_at_ms) return accepted();
  if (expires_at_ms - state.requested_at_ms > MAX_HOLD_S * 1_000)
    return refused(
      'hold_too_long',
      `a reservation is held for at most ${MAX_HOLD_S} seconds from its request`,
    );
  return accepted({ type: 'hold_extended', by, at_ms: now_ms, expires_at_ms });
}

/** Records that the outstanding commands are sent again; no event if there are none. */
function retry(
  state: ReservationState,
  { by, reason }: Extract<ReservationCommand, { type: 'retry' }>,
): Decision<ReservationEvent> {
  const [first, ...more] = dueCommands(state);
  if (first === undefined) return accepted();
  return accepted({
    type: 'step_retried',
    attempt: state.attempts + 1,
    operation: first.operation,
    lines: [...new Set([first, ...more].map(({ line }) => line))],
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  });
}

function turnRound(
  state: ReservationState,
  ends_as: Exclude<ReservationEnding, 'confirmed'>,
  by: string,
  at_ms: number,
): Decision<ReservationEvent> {
  if (state.ends_as === ends_as) return accepted();
  if (state.status !== 'requested' && state.status !== 'held') {
    return refused('wrong_status', `a reservation that is ${state.status} cannot be ${ends_as}`);
  }
  return withEnding(state, [{ type: 'release_begun', ends_as, by, at_ms }]);
}
