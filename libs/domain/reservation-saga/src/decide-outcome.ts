import { accepted, type Decision } from '@stockproof/event-sourcing';
import { commandId } from './command-id.js';
import { decideRejection } from './decide-rejection.js';
import { OPERATION_OF } from './part-state.js';
import type { ReservationCommand } from './reservation-commands.js';
import type { ReservationEvent } from './reservation-events.js';
import type { ReservationState } from './reservation-state.js';
import { withEnding } from './with-ending.js';

/** Reason of a line whose command id belongs to another request in the ledger. */
const COMMAND_CONFLICT = 'command_conflict';

/** Decides an answer of the ledger about one of the reservation's commands. Pure. */
export function decideOutcome(
  state: ReservationState,
  command: Extract<ReservationCommand, { type: 'outcome' }>,
): Decision<ReservationEvent> {
  const { line, operation, event_id, answer, now_ms, part } = command;
  const found = state.lines.find((one) => one.line === line);
  if (found === undefined || event_id !== commandId(state, line, operation, part)) return accepted();
  if (part !== undefined) return partOutcome(state, command, part);
  const awaited = operation === 'R' ? 'requested' : 'held';
  if (found.status !== awaited || found.rest_ended) return accepted();
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
  return decideRejection(state, found, answer, now_ms);
}

/** A part that is decided says nothing about the rest: only the ending follows from it. */
function partOutcome(
  state: ReservationState,
  { line, operation, answer }: Extract<ReservationCommand, { type: 'outcome' }>,
  part: number,
): Decision<ReservationEvent> {
  const found = state.parts.find((one) => one.part === part);
  const of = found?.lines.find((one) => one.line === line);
  if (found === undefined || of === undefined || OPERATION_OF[found.action] !== operation) return accepted();
  if (of.status !== 'requested') return accepted();
  if ('conflict' in answer)
    return withEnding(state, [{ type: 'step_conflicted', line, part, operation, reason: COMMAND_CONFLICT }]);
  if (!answer.accepted)
    return accepted({ type: 'step_refused', line, part, operation, reason: answer.reason });
  const type = operation === 'F' ? ('line_fulfilled' as const) : ('line_released' as const);
  return withEnding(state, [{ type, line, part, version: answer.version }]);
}

/**
 * The line fails: no answer can come any more, and the saga would wait forever. If the reservation was still
 * requested, its other lines are released; if it was confirming or releasing, its other lines go on.
 */
function conflicted(
  state: ReservationState,
  { line, operation, now_ms }: Extract<ReservationCommand, { type: 'outcome' }>,
): Decision<ReservationEvent> {
  const conflict: ReservationEvent = { type: 'step_conflicted', line, operation, reason: COMMAND_CONFLICT };
  return withEnding(
    state,
    state.status === 'requested'
      ? [conflict, { type: 'release_begun', ends_as: 'failed', by: 'ledger', at_ms: now_ms }]
      : [conflict],
  );
}
