import { setTimeout as delay } from 'node:timers/promises';
import { inTransaction } from '@stockproof/postgres';
import { dueCommands } from '@stockproof/reservation-saga';
import type { Pool } from 'pg';
import { act } from '../requests/act.js';
import type { Reservations } from '../requests/reservations.js';
import { claimDue, type Due } from './sql/claim-due.js';
import { findExpired } from './sql/find-expired.js';

export interface DriveSagasOptions {
  readonly pool: Pool;
  readonly reservations: Reservations;
  readonly now_ms: () => number;
  /** A saga's commands were sent this often without an answer. */
  readonly onStuck: (due: Due) => void;
  readonly onFailed: (error: Error) => void;
}

const EVERY_MS = 250;
const PAGE = 200;
const STUCK_AFTER = 5;

/** Sends again what is not answered in time, and expires what nobody confirmed. Works beside other processes. */
export class DriveSagas {
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();

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
      const busy = await this.turn().catch((error: unknown) => {
        this.options.onFailed(error as Error);
        return false;
      });
      if (!busy) await delay(EVERY_MS);
    }
  }

  /** True when there may be more of it at once. */
  private async turn(): Promise<boolean> {
    const { pool, reservations, now_ms } = this.options;
    const now = new Date(now_ms()).toISOString();
    const expired = await findExpired(pool, now, PAGE);
    for (const reservation_id of expired) await reservations.expire(reservation_id);
    const due = await claimDue(pool, now, PAGE, STUCK_AFTER);
    for (const one of due) await this.sendAgain(one);
    return expired.length === PAGE || due.length === PAGE;
  }

  private async sendAgain(due: Due): Promise<void> {
    const { pool, reservations, now_ms, onStuck } = this.options;
    const { reservation_id, attempts } = due;
    if (attempts >= STUCK_AFTER) onStuck(due);
    const command = { type: 'retry' as const, attempt: attempts };
    const { state } = await inTransaction(pool, (db) => act(db, reservation_id, command, { now_ms: now_ms(), causation_id: 'timeout' }));
    await reservations.send(reservation_id, dueCommands(state));
  }
}
