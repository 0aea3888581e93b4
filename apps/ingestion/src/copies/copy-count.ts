import { randomUUID } from 'node:crypto';
import { withFailpoint } from '@stockproof/failpoints';
import type { Queryable } from '@stockproof/postgres';
import { PeriodicTask } from '@stockproof/timing';
import { forgetCopy, noteCopy } from './sql/copies.js';

const EVERY_MS = 2_000;
const GONE_AFTER_MS = 3 * EVERY_MS;

/**
 * How many processes accept updates now, this one included. Each notes itself every two seconds; one that is killed
 * counts for six more. If the database does not answer, the last known number counts.
 */
export class CopyCount {
  copies = 1;
  private readonly copy_id = randomUUID();
  private readonly task: PeriodicTask;

  constructor(private readonly db: Queryable) {
    this.task = new PeriodicTask({ every_ms: EVERY_MS, run: () => this.count(), onFailed: () => undefined });
  }

  async start(): Promise<void> {
    this.task.start();
    await this.task.turn();
  }

  async stop(): Promise<void> {
    await this.task.stop();
    await withFailpoint('ingestion.note-copy', () => forgetCopy(this.db, this.copy_id));
  }

  private async count(): Promise<void> {
    this.copies = await withFailpoint('ingestion.note-copy', () =>
      noteCopy(this.db, this.copy_id, GONE_AFTER_MS),
    );
  }
}
