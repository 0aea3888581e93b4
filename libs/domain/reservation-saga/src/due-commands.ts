import type { StockOperation } from './reservation-events.js';
import type { LineState, ReservationState } from './reservation-state.js';

/** A command that the ledger owes an answer to. */
export interface DueCommand extends Pick<LineState, 'line' | 'seller_id' | 'sku' | 'quantity' | 'location_id'> {
  readonly event_id: string;
  readonly operation: StockOperation;
  /** Of the request, or of the turn: the same whenever it is sent. */
  readonly event_time_ms: number;
}

/** Names a command for good: sent again, it is the same to the ledger. */
export function commandId({ nonce, reservation_id }: Pick<ReservationState, 'nonce' | 'reservation_id'>, line: number, operation: StockOperation): string {
  return `rsv.${nonce}.${line}.${operation}.${reservation_id}`;
}

const COMMAND_ID = /^rsv\.([0-9a-f]{16})\.([0-9]{1,3})\.([RUF])\.(.+)$/su;

/** What a command's id says; null when it is none of ours. */
export function readCommandId(
  event_id: string,
): { readonly nonce: string; readonly line: number; readonly operation: StockOperation; readonly reservation_id: string } | null {
  const [, nonce, line, operation, reservation_id] = COMMAND_ID.exec(event_id) ?? [];
  if (nonce === undefined || operation === undefined || reservation_id === undefined) return null;
  return { nonce, line: Number(line), operation: operation as StockOperation, reservation_id };
}

/** What is outstanding. A line that is not decided is waited for also by a saga that has turned round. */
export function dueCommands(state: ReservationState): DueCommand[] {
  return state.lines.flatMap((line) => {
    const operation = dueOperation(state, line);
    if (operation === null || line.refused === operation) return [];
    const { seller_id, sku, quantity, location_id } = line;
    const event_time_ms = operation === 'R' ? state.requested_at_ms : state.turned_at_ms;
    return [{ event_time_ms, line: line.line, seller_id, sku, quantity, location_id, operation, event_id: commandId(state, line.line, operation) }];
  });
}

function dueOperation({ status }: ReservationState, line: LineState): StockOperation | null {
  if (line.status === 'requested') return 'R';
  if (line.status !== 'held') return null;
  if (status === 'confirming') return 'F';
  return status === 'releasing' ? 'U' : null;
}
