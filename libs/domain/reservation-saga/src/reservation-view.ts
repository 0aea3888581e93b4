import { dueCommands } from './due-commands.js';
import type { LineState } from './line-state.js';
import { isEnded, type ReservationState } from './reservation-state.js';

/** A line in the read model. */
export type ViewedLine = Omit<
  LineState,
  'refused' | 'fulfilled' | 'released' | 'failed' | 'parted' | 'rest_ended' | 'of' | 'tries' | 'allocated'
>;

/** A reservation in the read model. Everything in it follows from the reservation's events. */
export interface ReservationView extends Pick<
  ReservationState,
  'reservation_id' | 'order_id' | 'client' | 'status' | 'requested_at_ms' | 'expires_at_ms' | 'attempts'
> {
  /** The version of the stream that it was computed from. */
  readonly version: number;
  /** When the outstanding commands are sent again, in ms; null if there are none. */
  readonly next_step_at_ms: number | null;
  /** The ledger refused a step that must not fail, or gave no answer for long; an operator must check. */
  readonly stuck: boolean;
  /** Units of all lines of the request, counted against the client's quota. At most the largest safe integer. */
  readonly units: number;
  /** Sorted by number. */
  readonly lines: readonly ViewedLine[];
}

/** Units of these lines together, at most the largest safe integer. */
export function unitsOf(lines: readonly { readonly quantity: number }[]): number {
  return Math.min(
    Number.MAX_SAFE_INTEGER,
    lines.reduce((sum, { quantity }) => sum + quantity, 0),
  );
}

/** How long to wait for the ledger's answer before a command is sent again, in ms; it doubles up to 60 s. */
const STEP_TIMEOUT_MS = 3_000;
const LONGEST_TIMEOUT_MS = 60_000;
/** A saga is stuck after this many attempts without an answer. */
export const STUCK_AFTER = 5;

/**
 * The function of the read model, live and in a replay. `version` and `newest_at_ms` are those of the newest
 * event; `newest_at_ms` is when it was recorded.
 */
export function viewReservation(
  state: ReservationState,
  version: number,
  newest_at_ms: number,
): ReservationView {
  const { reservation_id, order_id, client, status, requested_at_ms, expires_at_ms, attempts, lines } = state;
  const wait_ms = Math.min(LONGEST_TIMEOUT_MS, STEP_TIMEOUT_MS * 2 ** attempts);
  const refused = hasRefused(state) && !isEnded(state);
  return {
    reservation_id,
    order_id,
    client,
    status,
    requested_at_ms,
    expires_at_ms,
    attempts,
    version,
    next_step_at_ms: dueCommands(state).length > 0 ? newest_at_ms + wait_ms : null,
    stuck: refused || attempts >= STUCK_AFTER,
    units: unitsOf(lines.filter(({ of }) => of === null)),
    lines: lines.map(viewedLine),
  };
}

function hasRefused({ lines, parts }: ReservationState): boolean {
  return (
    lines.some(({ refused }) => refused !== null) ||
    parts.some((part) => part.lines.some(({ status }) => status === 'refused'))
  );
}

function viewedLine({
  line,
  seller_id,
  sku,
  quantity,
  location_id,
  status,
  reason,
  available,
}: LineState): ViewedLine {
  return { line, seller_id, sku, quantity, location_id, status, reason, available };
}
