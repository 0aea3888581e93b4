import { inTransaction } from '@stockproof/postgres';
import { PeriodicTask } from '@stockproof/timing';
import type { Pool } from 'pg';
import {
  checkOfferCounts,
  correctQueued,
  foldOfferCounts,
  tryLockOfferCounts,
} from '../../evidence/sql/offer-counts.js';

/** What KeepCounts needs. `onDifference` is told of how many offers the counts were wrong before they were corrected. */
export interface CountsOptions {
  readonly records: Pool;
  readonly proof_valid_hours: number | null;
  readonly now_ms: () => number;
  readonly onDifference: (offers: number) => void;
  readonly onFailed: (error: Error) => void;
}

const FOLD_EVERY_MS = 60_000;
const CHECK_EVERY_MS = 3_600_000;

/**
 * Keeps the counts of offers short, by adding up what writers have added, and right: once an hour all offers are counted
 * and compared. It may run in several processes; one of them checks at a time.
 */
export class KeepCounts {
  private readonly task: PeriodicTask;
  private checked_ms = -Infinity;

  constructor(private readonly options: CountsOptions) {
    const { onFailed } = options;
    this.task = new PeriodicTask({ every_ms: FOLD_EVERY_MS, onFailed, run: () => this.keep() });
  }

  start(): void {
    this.task.start();
  }

  stop(): Promise<void> {
    return this.task.stop();
  }

  /** Folds now, and checks if the last check is an hour ago. */
  turn(): Promise<void> {
    return this.task.turn();
  }

  private async keep(): Promise<void> {
    const { records, proof_valid_hours, now_ms } = this.options;
    await foldOfferCounts(records, proof_valid_hours);
    const at_ms = now_ms();
    if (at_ms - this.checked_ms < CHECK_EVERY_MS) return;
    await this.check();
    this.checked_ms = at_ms;
  }

  private async check(): Promise<void> {
    const { records, proof_valid_hours, onDifference } = this.options;
    const differences = await inTransaction(records, async (db) => {
      if (!(await tryLockOfferCounts(db))) return 0;
      await correctQueued(db);
      return checkOfferCounts(db, proof_valid_hours);
    });
    if (differences > 0) onDifference(differences);
  }
}
