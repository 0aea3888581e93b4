import {
  cancelReservation,
  confirmReservation,
  extendReservation,
  readReservation,
  requestReservation,
} from '../generated/http/sdk.gen.js';
import type { Client } from '../generated/http/client/index.js';
import { answerOf } from '../http/answer.js';
import type { Stockproof } from '../http/connect.js';
import {
  type Reservation,
  type ReservationRequest,
  type ReservationResult,
  reservationResult,
} from './reservation-result.js';

/** Seconds that the server may wait for a decision before it answers `pending`; it waits 30 at most. */
const WAIT_S = 10;

/** Holds stock for orders. Every call may be repeated with the same ids; it is then the same reservation. */
export class Reservations {
  private readonly client: Client;

  constructor(
    stockproof: Stockproof,
    private readonly wait_s: number = WAIT_S,
  ) {
    this.client = stockproof.at('reservation');
  }

  /** Holds every line or none. */
  async hold(body: ReservationRequest): Promise<ReservationResult> {
    return resultOf(await requestReservation({ ...this.waiting(), body }));
  }

  /** Takes what is held: it leaves the stock. */
  async confirm(id: string): Promise<ReservationResult> {
    return resultOf(await confirmReservation({ ...this.waiting(), path: { id } }));
  }

  /** Gives back what is held. */
  async cancel(id: string): Promise<ReservationResult> {
    return resultOf(await cancelReservation({ ...this.waiting(), path: { id } }));
  }

  /** Holds on for so many seconds from now. */
  async extend(id: string, expires_in: number): Promise<ReservationResult> {
    return resultOf(await extendReservation({ client: this.client, path: { id }, body: { expires_in } }));
  }

  async read(id: string): Promise<ReservationResult> {
    return resultOf(await readReservation({ client: this.client, path: { id } }));
  }

  /**
   * Holds, does the work (a payment, say), and confirms; if the work throws, cancels and throws its error on.
   * Without a hold the work is not begun, and the result says why. If this process ends in between, the hold
   * ends by itself after `expires_in`, or the order system goes on with `read`, `confirm` or `cancel`.
   */
  async during(
    request: ReservationRequest,
    work: (held: Reservation) => Promise<void>,
  ): Promise<ReservationResult> {
    const held = await this.hold(request);
    if (held.kind !== 'held') return held;
    try {
      await work(held.reservation);
    } catch (error) {
      await this.cancel(request.reservation_id);
      throw error;
    }
    return this.confirm(request.reservation_id);
  }

  private waiting(): { readonly client: Client; readonly headers: { readonly prefer: string } } {
    return { client: this.client, headers: { prefer: `wait=${this.wait_s}` } };
  }
}

function resultOf(fields: { data?: unknown; error?: unknown; response?: Response }): ReservationResult {
  return reservationResult(answerOf<Reservation>(fields as { data?: Reservation }));
}
