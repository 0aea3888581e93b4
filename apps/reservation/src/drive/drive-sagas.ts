import { setTimeout as delay } from 'node:timers/promises';
import { STUCK_AFTER } from '@stockproof/reservation-saga';
import type { Pool } from 'pg';
import type { Reservations } from '../requests/reservations.js';
import { NotDrivenError } from './not-driven-error.js';
import { claimOverdue } from './send-again.js';
import { findExpired } from './sql/due-reservations.js';

/**
 * What DriveSagas needs. After `onFailed` with a NotDrivenError its reservation is skipped for 30 seconds.
 */
export interface DriveSagasOptions {
  readonly pool: Pool;
  readonly reservations: Reservations;
  readonly now_ms: () => number;
  /** Called when a saga's commands were sent this often without an answer. */
  readonly onStuck: (what: { readonly reservation_id: string; readonly attempts: number }) => void;
  readonly onFailed: (error: Error) => void;
}

const EVERY_MS = 250;
const PAGE = 200;
/** How long a reservation is skipped after it could not be driven. */
const PASS_OVER_MS = 30_000;

/**
 * Sends commands again that are not answered in time, and expires reservations that were not confirmed.
 * Several processes can run it at the same time.
 */
export class DriveSagas {
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();
  private readonly failing = new Map<string, number>();

  constructor(private readonly options: DriveSagasOptions) {}

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const more = await this.turn().catch((error: unknown) => this.failed(error as Error));
      if (!more) await delay(EVERY_MS);
    }
  }

  /** True if there may be more work at once. */
  private async turn(): Promise<boolean> {
    const { pool, reservations, now_ms } = this.options;
    const now = now_ms();
    for (const [id, until_ms] of this.failing) if (until_ms <= now) this.failing.delete(id);
    const expired = await findExpired(pool, now, [...this.failing.keys()], PAGE);
    for (const reservation_id of expired) {
      await reservations
        .expire(reservation_id)
        .catch((cause: unknown) => this.failed(new NotDrivenError(reservation_id, { cause })));
    }
    for (let sent = 0; sent < PAGE && !this.stopping; sent += 1)
      if (!(await this.sendAgain())) return expired.length === PAGE;
    return true;
  }

  private async sendAgain(): Promise<boolean> {
    const { pool, reservations, now_ms, onStuck } = this.options;
    const overdue = await claimOverdue(pool, now_ms(), [...this.failing.keys()]);
    if (overdue === null) return false;
    const { reservation_id, due, attempts } = overdue;
    if (attempts >= STUCK_AFTER) onStuck({ reservation_id, attempts });
    await reservations.send(reservation_id, due);
    return true;
  }

  /** A reservation that cannot be driven is skipped for a while, so that it does not block the others. */
  private failed(error: Error): boolean {
    const driven = error instanceof NotDrivenError ? error.reservation_id : null;
    if (driven !== null) this.failing.set(driven, this.options.now_ms() + PASS_OVER_MS);
    this.options.onFailed(error);
    return driven !== null;
  }
}
