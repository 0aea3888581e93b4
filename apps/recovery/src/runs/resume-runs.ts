import type { Pool } from 'pg';
import { listLeases } from './sql/list-leases.js';
import type { Runner } from './runner.js';

/** Takes up, now and every so often, the runs whose process is gone. */
export class ResumeRuns {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly runner: Runner,
    private readonly every_ms: number,
    private readonly onFailed: (error: Error) => void,
  ) {}

  start(): void {
    void this.resume();
    this.timer = setInterval(() => void this.resume(), this.every_ms);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  private async resume(): Promise<void> {
    try {
      for (const { recovery_id, expired, holder } of await listLeases(this.pool)) {
        if (expired || holder === this.runner.holder) await this.runner.takeUp(recovery_id);
      }
    } catch (error) {
      this.onFailed(error as Error);
    }
  }
}
