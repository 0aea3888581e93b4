import { PeriodicTask } from '@stockproof/timing';
import type { Pool } from 'pg';
import { listLeases } from './sql/leases.js';
import type { Runner } from './runner.js';

/** Resumes runs whose process is gone, at the start and periodically. */
export class ResumeRuns {
  private readonly task: PeriodicTask;

  constructor(
    private readonly pool: Pool,
    private readonly runner: Runner,
    every_ms: number,
    onFailed: (error: Error) => void,
  ) {
    this.task = new PeriodicTask({ every_ms, onFailed, run: () => this.resume() });
  }

  start(): void {
    void this.task.turn();
    this.task.start();
  }

  stop(): Promise<void> {
    return this.task.stop();
  }

  private async resume(): Promise<void> {
    for (const { recovery_id, expired, holder } of await listLeases(this.pool)) {
      if (expired || holder === this.runner.holder) await this.runner.resume(recovery_id);
    }
  }
}
