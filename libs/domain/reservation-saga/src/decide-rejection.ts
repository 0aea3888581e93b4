import { MAX_ALLOCATION_TRIES, MAX_RESERVATION_LINES } from '@stockproof/bounds';
import { accepted, type Decision } from '@stockproof/event-sourcing';
import { allocate, sellableTo, type SellableAt, type Share } from './allocate.js';
import type { LineState } from './line-state.js';
import type { Allocation, ReservationEvent } from './reservation-events.js';
import type { ReservationState } from './reservation-state.js';
import { withEnding } from './with-ending.js';

/**
 * The reason of a line that other locations could have held, had the order not ended before: another line had failed, or
 * the client cancelled.
 */
export const ORDER_ENDED = 'order_ended';

/** Why the ledger does not hold a line. */
export interface LineRejection {
  readonly reason: string;
  /** Units at the line's location; null if the reason is another. */
  readonly available: number | null;
  /** What other locations had then; missing in answers of older ledgers. */
  readonly elsewhere?: readonly SellableAt[];
}

/**
 * Decides that the ledger does not hold a line. A line without a location is allocated over what the answer
 * says of all locations, within a number of tries; otherwise the reservation releases what it holds. What the
 * line holds at other locations stays held meanwhile. Pure.
 */
export function decideRejection(
  state: ReservationState,
  line: LineState,
  answer: LineRejection,
  now_ms: number,
): Decision<ReservationEvent> {
  const policy = policyOf(state, line);
  if (policy === null || answer.reason !== 'insufficient_stock')
    return refusedLine(state, line, answer, now_ms);
  const known = knownOf(line, answer);
  const { reason, available } = { ...answer, available: sellableTo(policy, known) };
  const shares = allocate(policy, line.quantity, known);
  if (shares === null) return refusedLine(state, line, { reason, available }, now_ms);
  if (state.status !== 'requested')
    return refusedLine(state, line, { reason: ORDER_ENDED, available }, now_ms);
  if (line.tries >= MAX_ALLOCATION_TRIES || state.lines.length + shares.length > MAX_RESERVATION_LINES)
    return refusedLine(state, line, { reason: 'stock_moved', available }, now_ms);
  return accepted(
    { type: 'line_rejected', line: line.line, reason, available },
    { type: 'line_allocated', line: line.line, lines: newLines(state, line, shares) },
  );
}

/** The ledger names the sellable units of each location that has some: the one that was asked, and others. */
function knownOf({ location_id }: LineState, { available, elsewhere = [] }: LineRejection): SellableAt[] {
  return [{ location_id, sellable: available ?? 0 }, ...elsewhere];
}

function policyOf({ allocation }: ReservationState, { line, of }: LineState): Allocation | null {
  return allocation?.lines.includes(of ?? line) === true ? allocation : null;
}

function newLines({ lines }: ReservationState, { seller_id, sku }: LineState, shares: readonly Share[]) {
  return shares.map(({ location_id, quantity }, index) => ({
    ...{ line: lines.length + index + 1, seller_id, sku, location_id, quantity },
  }));
}

function refusedLine(
  state: ReservationState,
  { line }: LineState,
  { reason, available }: LineRejection,
  at_ms: number,
): Decision<ReservationEvent> {
  const rejected: ReservationEvent = { type: 'line_rejected', line, reason, available };
  const turn: ReservationEvent[] =
    state.status === 'requested' ? [{ type: 'release_begun', ends_as: 'rejected', by: 'ledger', at_ms }] : [];
  return withEnding(state, [rejected, ...turn]);
}
