import { dueCommands } from './due-commands.js';
import { isEnded, type LineState, type ReservationState } from './reservation-state.js';

/** A line as it is read. */
export type ViewedLine = Omit<LineState, 'refused'>;

/** A reservation as it is read. Everything in it follows from the reservation's events. */
export interface ReservationView extends Pick<
  ReservationState,
  'reservation_id' | 'order_id' | 'status' | 'requested_at_ms' | 'expires_at_ms' | 'attempts'
> {
  /** The version of the stream it was made of. */
  readonly version: number;
  /** When what is outstanding is sent again; null when nothing is. */
  readonly next_step_at_ms: number | null;
  /** The ledger refused a step against the rules, or gave no answer for long: somebody has to look. */
  readonly stuck: boolean;
  /** By number. */
  readonly lines: readonly ViewedLine[];
}

/** How long an answer of the ledger may take before a command is sent again, ms: 3, 6, 12 ... 60 s. */
const STEP_TIMEOUT_MS = 3_000;
const LONGEST_TIMEOUT_MS = 60_000;
/** Sent again this often without an answer, somebody has to look. */
export const STUCK_AFTER = 5;

/** The read model's function, live and in a replay. `newest_at_ms`: when the newest event was recorded. */
export function viewReservation(
  state: ReservationState,
  version: number,
  newest_at_ms: number,
): ReservationView {
  const { reservation_id, order_id, status, requested_at_ms, expires_at_ms, attempts, lines } = state;
  const wait_ms = Math.min(LONGEST_TIMEOUT_MS, STEP_TIMEOUT_MS * 2 ** attempts);
  const refused = lines.some((line) => line.refused !== null) && !isEnded(state);
  return {
    reservation_id,
    order_id,
    status,
    requested_at_ms,
    expires_at_ms,
    attempts,
    version,
    next_step_at_ms: dueCommands(state).length > 0 ? newest_at_ms + wait_ms : null,
    stuck: refused || attempts >= STUCK_AFTER,
    lines: lines.map(({ refused: _refused, ...line }) => line),
  };
}
