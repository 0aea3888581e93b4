import { commandId } from './command-id.js';
import type { StockOperation } from './reservation-events.js';
import { type LineState, restOf } from './line-state.js';
import { OPERATION_OF } from './part-state.js';
import type { ReservationState } from './reservation-state.js';

/** A command that the ledger has not answered yet. */
export interface DueCommand extends Pick<
  LineState,
  'line' | 'seller_id' | 'sku' | 'quantity' | 'location_id'
> {
  readonly event_id: string;
  readonly operation: StockOperation;
  /** Time of the request, or of the turn to confirming or releasing, in ms; the same in every attempt. */
  readonly event_time_ms: number;
}

/**
 * Returns the outstanding commands: those of whole lines, then those of parts. They include a line without a
 * decision, also after the saga has turned to releasing.
 */
export function dueCommands(state: ReservationState): DueCommand[] {
  return [...state.lines.flatMap((line) => dueOfLine(state, line)), ...dueOfParts(state)];
}

function dueOfLine(state: ReservationState, line: LineState): DueCommand[] {
  const operation = dueOperation(state, line);
  if (operation === null || line.refused === operation) return [];
  const event_time_ms = operation === 'R' ? state.requested_at_ms : state.turned_at_ms;
  const event_id = commandId(state, line.line, operation);
  return [commandOf(line, { event_id, operation, event_time_ms, quantity: restOf(line) })];
}

function dueOfParts(state: ReservationState): DueCommand[] {
  return state.parts.flatMap(({ part, action, at_ms, lines }) =>
    lines.flatMap(({ line, quantity, status }) => {
      const found = state.lines.find((one) => one.line === line);
      if (status !== 'requested' || found === undefined) return [];
      const operation = OPERATION_OF[action];
      const event_id = commandId(state, line, operation, part);
      return [commandOf(found, { event_id, operation, event_time_ms: at_ms, quantity })];
    }),
  );
}

function commandOf(
  { line, seller_id, sku, location_id }: LineState,
  command: Pick<DueCommand, 'event_id' | 'operation' | 'event_time_ms' | 'quantity'>,
): DueCommand {
  return { line, seller_id, sku, location_id, ...command };
}

function dueOperation({ status }: ReservationState, line: LineState): StockOperation | null {
  if (line.status === 'requested') return 'R';
  if (line.status !== 'held' || line.rest_ended || restOf(line) === 0) return null;
  if (status === 'confirming') return 'F';
  return status === 'releasing' ? 'U' : null;
}
