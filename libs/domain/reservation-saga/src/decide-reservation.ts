import { accepted, type Decider, type Decision, refused } from '@stockproof/event-sourcing';
import { MAX_HOLD_S } from '@stockproof/bounds';
import { commandId } from './command-id.js';
import { dueCommands } from './due-commands.js';
import type { ReservationEnding, OrderLine, ReservationEvent, StockOperation } from './reservation-events.js';
import { evolveReservation, initialReservation, type ReservationState } from './reservation-state.js';

/**
 * A command to a reservation. Times are ms since the epoch. `retry` records that the outstanding commands are
 * sent again.
 */
export type ReservationCommand =
  | ({ readonly type: 'request' } & Omit<
      Extract<ReservationEvent, { type: 'reservation_requested' }>,
      'type'
    > & { readonly lines: readonly OrderLine[] })
  /** The ledger's decision about a line's command. */
  | {
      readonly type: 'outcome';
      readonly line: number;
      readonly operation: StockOperation;
      readonly event_id: string;
      readonly now_ms: number;
      readonly answer:
        | { readonly accepted: true; readonly version: number }
        | { readonly accepted: false; readonly reason: string; readonly available: number | null }
        /** The command's id belongs to another request in the ledger. */
        | { readonly conflict: true };
    }
  | { readonly type: 'extend'; readonly by: string; readonly now_ms: number; readonly expires_at_ms: number }
  | { readonly type: 'confirm'; readonly by: string; readonly now_ms: number }
  | { readonly type: 'cancel'; readonly by: string; readonly now_ms: number }
  | { readonly type: 'expire'; readonly now_ms: number }
  /** `by` and `reason`: of an operator; without them the time was up. */
  | { readonly type: 'retry'; readonly by?: string; readonly reason?: string };

/** Reason of a line whose command id belongs to another request in the ledger. */
const COMMAND_CONFLICT = 'command_conflict';

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
      return outcome(state, command);
    case 'extend':
      return extend(state, command);
    case 'confirm':
      return confirm(state, command.by, command.now_ms);
    case 'cancel':
      return turnRound(state, 'cancelled', command.by, command.now_ms);
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
    lines: [first, ...more].map(({ line }) => line),
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

function outcome(
  state: ReservationState,
  command: Extract<ReservationCommand, { type: 'outcome' }>,
): Decision<ReservationEvent> {
  const { line, operation, event_id, answer, now_ms } = command;
  const found = state.lines.find((one) => one.line === line);
  if (found === undefined || event_id !== commandId(state, line, operation)) return accepted();
  const awaited = operation === 'R' ? 'requested' : 'held';
  if (found.status !== awaited) return accepted();
  if ('conflict' in answer) return conflicted(state, command);
  if (operation !== 'R') {
    if (!answer.accepted)
      return found.refused === operation
        ? accepted()
        : accepted({ type: 'step_refused', line, operation, reason: answer.reason });
    return withEnding(state, [
      { type: operation === 'F' ? 'line_fulfilled' : 'line_released', line, version: answer.version },
    ]);
  }
  if (answer.accepted) return withEnding(state, [{ type: 'line_held', line, version: answer.version }]);
  const rejected: ReservationEvent = {
    type: 'line_rejected',
    line,
    reason: answer.reason,
    available: answer.available,
  };
  return withEnding(state, [rejected, ...turnsOf(state, 'rejected', now_ms)]);
}

/**
 * The line fails: no answer can come any more, and the saga would wait forever. If the reservation was still
 * requested, its other lines are released; if it was confirming or releasing, its other lines go on.
 */
function conflicted(
  state: ReservationState,
  { line, operation, now_ms }: Extract<ReservationCommand, { type: 'outcome' }>,
): Decision<ReservationEvent> {
  return withEnding(state, [
    { type: 'step_conflicted', line, operation, reason: COMMAND_CONFLICT },
    ...turnsOf(state, 'failed', now_ms),
  ]);
}

/** A reservation that cannot be held any more releases what it holds. */
function turnsOf(
  { status }: ReservationState,
  ends_as: 'rejected' | 'failed',
  at_ms: number,
): ReservationEvent[] {
  return status === 'requested' ? [{ type: 'release_begun', ends_as, by: 'ledger', at_ms }] : [];
}

/** Adds the event that follows from these events: all lines are held, or nothing is outstanding any more. */
function withEnding(
  state: ReservationState,
  events: readonly ReservationEvent[],
): Decision<ReservationEvent> {
  const after = events.reduce(evolveReservation, state);
  const all = (...statuses: readonly string[]): boolean =>
    after.lines.every(({ status }) => statuses.includes(status));
  if (after.status === 'requested' && all('held')) return accepted(...events, { type: 'reservation_held' });
  const endsAs = (ending: ReservationEnding): ReservationEnding =>
    after.lines.some(({ status }) => status === 'failed') ? 'failed' : ending;
  if (after.status === 'confirming' && all('fulfilled', 'failed'))
    return accepted(...events, { type: 'reservation_ended', as: endsAs('confirmed') });
  if (after.status === 'releasing' && all('rejected', 'released', 'failed')) {
    return accepted(...events, { type: 'reservation_ended', as: endsAs(after.ends_as ?? 'rejected') });
  }
  return accepted(...events);
}
