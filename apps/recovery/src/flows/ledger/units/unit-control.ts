import { RunAbortedError, RunControl } from '../../../engine/run-control.js';

/** Controls one unit: it can end alone, and shares pauses, limits and progress with the run, or with what helps it. */
export class UnitControl extends RunControl {
  constructor(private readonly of: RunControl) {
    super(of.recovery_id);
  }

  override async waitWhilePaused(): Promise<void> {
    this.throwIfAborted();
    await this.of.waitWhilePaused();
    this.throwIfAborted();
  }

  override async acquireTokens(events: number): Promise<void> {
    this.throwIfAborted();
    await this.of.acquireTokens(events);
    this.throwIfAborted();
  }

  override countRead(events: number): void {
    super.countRead(events);
    this.of.countRead(events);
  }

  private throwIfAborted(): void {
    if (this.aborted !== null) throw new RunAbortedError(this.aborted);
  }
}
