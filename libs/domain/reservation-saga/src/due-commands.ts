import { commandId } from './command-id.js';
import type { StockOperation } from './reservation-events.js';
import type { LineState, ReservationState } from './reservation-state.js';

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
 * Returns the outstanding commands. They include a line without a decision, also after the saga has turned to
 * releasing.
 */
export function dueCommands(state: ReservationState): DueCommand[] {
  return state.lines.flatMap((line) => {
    const operation = dueOperation(state, line);
    if (operation === null || line.refused === operation) return [];
    const { seller_id, sku, quantity, location_id } = line;
    const event_time_ms = operation === 'R' ? state.requested_at_ms : state.turned_at_ms;
    return [
      {
        event_time_ms,
        line: line.line,
        seller_id,
        sku,
        quantity,
        location_id,
        operation,
        event_id: commandId(state, line.line, operation),
      },
    ];
  });
}

function dueOperation({ status }: ReservationState, line: LineState): StockOperation | null {
  if (line.status === 'requested') return 'R';
  if (line.status !== 'held') return null;
  if (status === 'confirming') return 'F';
  return status === 'releasing' ? 'U' : null;
}
