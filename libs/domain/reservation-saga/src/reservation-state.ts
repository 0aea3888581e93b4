import type { ReservationEnding, OrderLine, ReservationEvent, StockOperation } from './reservation-events.js';

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

/** `failed`: its command was not applied and never will be; `reason` says why. */
export type LineStatus = 'requested' | 'held' | 'rejected' | 'fulfilled' | 'released' | 'failed';

/** A line with what became of it. `line` counts from 1 in the order of the request. */
export interface LineState extends OrderLine {
  readonly line: number;
  readonly status: LineStatus;
  /** Why it was rejected or failed, and the units that were available then; null otherwise. */
  readonly reason: string | null;
  readonly available: number | null;
  /** The step that the ledger refused although it must not fail; null normally. */
  readonly refused: StockOperation | null;
}

/**
 * A reservation as its events say. Before the request its texts are empty and its times 0. Times are ms since
 * the epoch. The `nonce` is secret: with it anybody could compute the ids of its commands.
 */
export interface ReservationState {
  readonly status: ReservationStatus;
  readonly reservation_id: string;
  readonly order_id: string;
  readonly lines: readonly LineState[];
  readonly requested_at_ms: number;
  readonly expires_at_ms: number;
  readonly request_hash: string;
  readonly nonce: string;
  /** The subject of its client; null for reservations from before clients were recorded. */
  readonly client: string | null;
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
  requested_at_ms: 0,
  expires_at_ms: 0,
  request_hash: '',
  nonce: '',
  client: null,
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
      const requested = { status: 'requested' as const, reason: null, available: null, refused: null };
      return {
        ...state,
        ...facts,
        status: 'requested',
        lines: lines.map((line, index) => ({ ...line, line: index + 1, ...requested })),
      };
    }
    case 'line_held':
      return withLine(state, event.line, { status: 'held' });
    case 'line_rejected':
      return withLine(state, event.line, {
        status: 'rejected',
        reason: event.reason,
        available: event.available,
      });
    case 'line_fulfilled':
      return withLine(state, event.line, { status: 'fulfilled' });
    case 'line_released':
      return withLine(state, event.line, { status: 'released' });
    case 'step_refused':
      return withLine(state, event.line, { refused: event.operation });
    case 'step_conflicted':
      return withLine(state, event.line, { status: 'failed', reason: event.reason });
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

function withLine(state: ReservationState, line: number, change: Partial<LineState>): ReservationState {
  return { ...state, lines: state.lines.map((one) => (one.line === line ? { ...one, ...change } : one)) };
}
