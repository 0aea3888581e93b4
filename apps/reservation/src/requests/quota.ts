import { ReservationRefusedError } from './refused-error.js';

/** Limits of one client, from settings. */
export interface Quota {
  /** Most reservations that have not ended. */
  readonly open_at_most: number;
  /** Most units in all lines of these. */
  readonly units_at_most: number;
  /** Longest hold without a confirmation, seconds. */
  readonly max_hold_s: number;
}

/** What a client holds now. */
export interface Holdings {
  readonly open: number;
  readonly units: number;
}

/** Thrown if a client would hold more than it may: `too_many_reservations` or `too_many_units`. */
export class QuotaError extends ReservationRefusedError {}

/** Thrown if a reservation would be held longer than the limit. */
export class HoldTooLongError extends ReservationRefusedError {
  constructor(expires_in: number, max_hold_s: number) {
    super(
      'hold_too_long',
      `expires_in is ${expires_in}: a reservation is held for at most ${max_hold_s} seconds`,
    );
  }
}

/** Throws QuotaError if one more reservation with this many units would exceed the limits. Pure. */
export function requireRoom(
  { open, units }: Holdings,
  asked_units: number,
  { open_at_most, units_at_most }: Quota,
): void {
  if (open >= open_at_most) {
    throw new QuotaError(
      'too_many_reservations',
      `${open} reservations of this client have not ended, at most ${open_at_most} may be: confirm or cancel some`,
    );
  }
  if (units + asked_units > units_at_most) {
    throw new QuotaError(
      'too_many_units',
      `this client holds ${units} units and asks for ${asked_units}, at most ${units_at_most} may be held: confirm or cancel some`,
    );
  }
}
