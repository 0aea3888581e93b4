import { randomBytes } from 'node:crypto';
import { retryConflicts } from '@stockproof/event-store';
import { isTransientPgError, type Queryable, writeTransaction } from '@stockproof/postgres';
import {
  dueCommands,
  type PartAction,
  type ReservationCommand,
  type ReservationState,
  SECRET_BYTES,
} from '@stockproof/reservation-saga';
import { pollUntil } from '@stockproof/timing';
import type { Pool } from 'pg';
import { act, type Acted } from './act.js';
import { type LoadedReservation, loadReservation } from './load-reservation.js';
import { HoldTooLongError, type Quota, requireRoom } from './quota.js';
import { ReservationRefusedError } from './refused-error.js';
import type { AskedPart, AskedReservation } from './request-body.js';
import { countHoldings, findAnotherOpen, lockClient } from './sql/reservations.js';
import type { StockCommandWriter } from './stock-command-writer.js';

/** What Reservations needs. `quota` bounds what each client holds. */
export interface ReservationsOptions {
  readonly pool: Pool;
  readonly writer: StockCommandWriter;
  readonly quota: Quota;
  readonly now_ms: () => number;
  /** Called if commands could not be sent now; they are sent again automatically. */
  readonly onUnsent: (error: Error) => void;
}

const POLL_INTERVAL_MS = 25;

/** The operations of an order service. Each is idempotent. They reject with ReservationRefusedError. */
export class Reservations {
  constructor(private readonly options: ReservationsOptions) {}

  /**
   * Rejects with QuotaError or HoldTooLongError, and if the order has a reservation already that has not ended,
   * unless it may have others.
   */
  async request(
    { reservation_id, expires_in, beside_others, ...asked }: AskedReservation,
    client: string,
  ): Promise<ReservationState> {
    const { quota } = this.options;
    if (expires_in > quota.max_hold_s) throw new HoldTooLongError(expires_in, quota.max_hold_s);
    const units = asked.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const admit = async (db: Queryable): Promise<void> => {
      await lockClient(db, client);
      requireRoom(await countHoldings(db, client), units, quota);
      if (!beside_others) await refuseSecond(db, client, { reservation_id, order_id: asked.order_id });
    };
    const requested_at_ms = this.options.now_ms();
    const nonce = randomBytes(SECRET_BYTES).toString('hex');
    return this.act(
      reservation_id,
      {
        type: 'request',
        reservation_id,
        ...asked,
        nonce,
        client,
        requested_at_ms,
        expires_at_ms: requested_at_ms + expires_in * 1_000,
      },
      admit,
    );
  }

  /**
   * Lets the hold end this many seconds from now, never earlier than before. Rejects if it has ended, or with
   * HoldTooLongError.
   */
  extend(reservation_id: string, expires_in: number, by: string): Promise<ReservationState> {
    const { quota, now_ms } = this.options;
    if (expires_in > quota.max_hold_s)
      return Promise.reject(new HoldTooLongError(expires_in, quota.max_hold_s));
    const at_ms = now_ms();
    const expires_at_ms = at_ms + expires_in * 1_000;
    return this.act(reservation_id, { type: 'extend', by, now_ms: at_ms, expires_at_ms });
  }

  /**
   * Begins to fulfil or release units of some lines; the rest stays held. Idempotent by the part's id. Rejects if
   * less is held that no part has taken.
   */
  part(
    reservation_id: string,
    action: PartAction,
    { part_id, lines }: AskedPart,
    by: string,
  ): Promise<ReservationState> {
    const now_ms = this.options.now_ms();
    return this.act(reservation_id, { type: 'part', part_id, action, lines, by, now_ms });
  }

  /** Begins to fulfil everything that no part has taken. Idempotent. Rejects if the reservation is not held. */
  confirm(reservation_id: string, by: string): Promise<ReservationState> {
    return this.act(reservation_id, { type: 'confirm', by, now_ms: this.options.now_ms() });
  }

  /** Begins to release everything that no part has taken. Idempotent. Rejects if the reservation was confirmed. */
  cancel(reservation_id: string, by: string): Promise<ReservationState> {
    return this.act(reservation_id, { type: 'cancel', by, now_ms: this.options.now_ms() });
  }

  /** Begins to release a reservation whose time is up. */
  expire(reservation_id: string): Promise<ReservationState> {
    return this.act(reservation_id, { type: 'expire', now_ms: this.options.now_ms() });
  }

  /**
   * Sends the commands again that are not answered, before their time is up. Their ids stay the same, so nothing is done twice. Rejects
   * with ReservationRefusedError `nothing_awaited` if there is none.
   */
  async sendAgain(reservation_id: string, by: string, reason: string): Promise<ReservationState> {
    const state = await this.act(reservation_id, { type: 'retry', by, reason });
    const due = dueCommands(state);
    if (due.length === 0)
      throw new ReservationRefusedError('nothing_awaited', `${reservation_id} waits for no answer`);
    await this.send(reservation_id, due);
    return state;
  }

  /** Null if it was never requested. */
  async find(reservation_id: string): Promise<LoadedReservation | null> {
    const loaded = await loadReservation(this.options.pool, reservation_id);
    return loaded.history.length === 0 ? null : loaded;
  }

  /** Polls until `done` returns true or the time is up; resolves with the last state. */
  async waitFor(
    reservation_id: string,
    done: (state: ReservationState) => boolean,
    within_ms: number,
  ): Promise<LoadedReservation | null> {
    let found: LoadedReservation | null = null;
    const seen = async (): Promise<boolean> => {
      found = await this.find(reservation_id);
      return found === null || done(found.state);
    };
    await pollUntil(seen, { within_ms, every_ms: POLL_INTERVAL_MS });
    return found;
  }

  /** Sends the commands after the commit. What cannot be sent now is sent when its time is up. */
  async send(reservation_id: string, due: Acted['due']): Promise<void> {
    await this.options.writer
      .send(reservation_id, due)
      .catch((error: unknown) => this.options.onUnsent(error as Error));
  }

  private async act(
    reservation_id: string,
    command: ReservationCommand,
    admit?: (db: Queryable) => Promise<void>,
  ): Promise<ReservationState> {
    const acted = await retryConflicts(
      () =>
        writeTransaction('saga.decide', this.options.pool, (db) =>
          act(db, reservation_id, command, command.type, admit),
        ),
      // Every command is idempotent, so one whose COMMIT got no answer may be repeated.
      { also: isTransientPgError, wait_ms: POLL_INTERVAL_MS },
    );
    void this.send(reservation_id, acted.due);
    return acted.state;
  }
}

/**
 * A request of the same order that comes again under another id would hold the stock twice. Call it with the
 * client locked.
 */
async function refuseSecond(
  db: Queryable,
  client: string,
  asked: Pick<AskedReservation, 'reservation_id' | 'order_id'>,
): Promise<void> {
  const open = await findAnotherOpen(db, client, asked);
  if (open === null) return;
  throw new ReservationRefusedError(
    'order_has_reservation',
    `order ${asked.order_id} has reservation ${open}, which has not ended: use it, cancel it, or say beside_others: true`,
  );
}
