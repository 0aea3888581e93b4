import { type LineState, requestedLine, restOf, withEndedUnits } from './line-state.js';
import { type PartState, withPart, withPartLine } from './part-state.js';
import { withAllocatedLines } from './allocated-lines.js';
import type { Allocation, ReservationEnding, ReservationEvent } from './reservation-events.js';

/** The statuses of a reservation, for lists and filters. */
export const RESERVATION_STATUSES = [
  'requested',
  'held',
  'confirming',
  'releasing',
  'confirmed',
  'rejected',
  'cancelled',
  'expired',
  'failed',
] as const;

/** The status of a reservation. `none` is the state before the request; the last five are final. */
export type ReservationStatus = 'none' | (typeof RESERVATION_STATUSES)[number];

/**
 * A reservation as its events say. Before the request its texts are empty and its times 0. Times are ms since
 * the epoch. The `nonce` is secret: with it anybody could compute the ids of its commands.
 */
export interface ReservationState {
  readonly status: ReservationStatus;
  readonly reservation_id: string;
  readonly order_id: string;
  readonly lines: readonly LineState[];
  /** In the order in which they were begun. */
  readonly parts: readonly PartState[];
  readonly requested_at_ms: number;
  readonly expires_at_ms: number;
  readonly request_hash: string;
  readonly nonce: string;
  /** The subject of its client; null for reservations from before clients were recorded. */
  readonly client: string | null;
  /** How lines without a location are allocated; null if there are none. */
  readonly allocation: Allocation | null;
  readonly ends_as: ReservationEnding | null;
  /** When it turned to confirming or releasing, in ms: the time of its second commands. */
  readonly turned_at_ms: number;
  /** How often the outstanding commands were sent again since the last answer. */
  readonly attempts: number;
}

const EMPTY: ReservationState = {
  status: 'none',
  reservation_id: '',
  order_id: '',
  lines: [],
  parts: [],
  requested_at_ms: 0,
  expires_at_ms: 0,
  request_hash: '',
  nonce: '',
  client: null,
  allocation: null,
  ends_as: null,
  turned_at_ms: 0,
  attempts: 0,
};

/** The state of a reservation before its first event. */
export function initialReservation(): ReservationState {
  return EMPTY;
}

/** Whether the stream has ended: no further command changes it. */
export function isEnded({ status }: ReservationState): boolean {
  return (
    status === 'confirmed' ||
    status === 'rejected' ||
    status === 'cancelled' ||
    status === 'expired' ||
    status === 'failed'
  );
}

/** Returns the state after an event. Pure. */
export function evolveReservation(state: ReservationState, event: ReservationEvent): ReservationState {
  return { ...moved(state, event), attempts: event.type === 'step_retried' ? event.attempt : 0 };
}

function moved(state: ReservationState, event: ReservationEvent): ReservationState {
  switch (event.type) {
    case 'reservation_requested': {
      const { type: _type, lines, ...facts } = event;
      return {
        ...state,
        ...facts,
        status: 'requested',
        lines: lines.map((line, index) => requestedLine(line, index + 1)),
      };
    }
    case 'line_held':
      return withLine(state, event.line, () => ({ status: 'held' }));
    case 'line_rejected': {
      const { reason, available } = event;
      return withLine(state, event.line, () => ({ status: 'rejected', reason, available }));
    }
    case 'line_allocated':
      return { ...state, lines: withAllocatedLines(state.lines, event) };
    case 'line_fulfilled':
      return ended(state, event, 'fulfilled');
    case 'line_released':
      return ended(state, event, 'released');
    case 'step_refused':
      return event.part === undefined
        ? withLine(state, event.line, () => ({ refused: event.operation }))
        : refusedPart(state, event.line, event.part);
    case 'step_conflicted':
      return conflicted(state, event);
    case 'part_begun':
      return { ...state, ...withPart(state, event) };
    case 'reservation_held':
      return { ...state, status: 'held' };
    case 'hold_extended':
      return { ...state, expires_at_ms: event.expires_at_ms };
    case 'confirm_begun':
      return { ...state, status: 'confirming', ends_as: 'confirmed', turned_at_ms: event.at_ms };
    case 'release_begun':
      return { ...state, status: 'releasing', ends_as: event.ends_as, turned_at_ms: event.at_ms };
    case 'step_retried':
      return state;
    case 'reservation_ended':
      return { ...state, status: event.as };
  }
}

/** Units of a line have left the hold: those of a part, or all that no part had taken. */
function ended(
  state: ReservationState,
  { line, part }: { readonly line: number; readonly part?: number },
  as: 'fulfilled' | 'released' | 'failed',
): ReservationState {
  if (part === undefined)
    return withLine(state, line, (one) => ({ ...withEndedUnits(one, as, restOf(one)), rest_ended: true }));
  const { parts, quantity } = withPartLine(state.parts, line, part, as === 'failed' ? 'failed' : 'done');
  return withLine({ ...state, parts }, line, (one) => withEndedUnits(one, as, quantity));
}

function conflicted(
  state: ReservationState,
  event: Extract<ReservationEvent, { type: 'step_conflicted' }>,
): ReservationState {
  return withLine(ended(state, event, 'failed'), event.line, () => ({ reason: event.reason }));
}

/**
 * The units stay held. While the reservation is held, another part or the rest can take them; later the
 * command of the rest is fixed, and an operator must check.
 */
function refusedPart(state: ReservationState, line: number, part: number): ReservationState {
  const { parts, quantity } = withPartLine(state.parts, line, part, 'refused');
  return withLine({ ...state, parts }, line, ({ parted }) => ({
    parted: state.status === 'held' ? parted - quantity : parted,
  }));
}

function withLine(
  state: ReservationState,
  line: number,
  change: (line: LineState) => Partial<LineState>,
): ReservationState {
  return {
    ...state,
    lines: state.lines.map((one) => (one.line === line ? { ...one, ...change(one) } : one)),
  };
}
