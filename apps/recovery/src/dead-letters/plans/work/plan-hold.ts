import { withFailpoint } from '@stockproof/failpoints';
import { pollUntil } from '@stockproof/timing';
import type { Pool } from 'pg';
import { renewPlan } from '../sql/redrive-plans.js';

/** How long a plan is held after its holder's last sign of life. */
export const PLAN_LEASE_MS = 15_000;
const POLL_INTERVAL_MS = 250;

/** Thrown if this process works on a plan no longer: it stops, or another process holds the plan. Nothing is lost. */
export class PlanLetGoError extends Error {
  override readonly name = 'PlanLetGoError';
}

/** The lease of a plan while this process carries it out. */
export class PlanHold {
  private renewed_ms = performance.now();

  constructor(
    readonly plan_id: string,
    readonly holder: string,
    private readonly records: Pool,
    private readonly stopping: () => boolean,
  ) {}

  /** Renews the lease when it is time. Rejects with PlanLetGoError. */
  async goOn(): Promise<void> {
    if (this.stopping()) throw new PlanLetGoError('the service stops');
    if (performance.now() - this.renewed_ms < PLAN_LEASE_MS / 3) return;
    await this.renew();
  }

  /** Rejects with PlanLetGoError if another process holds the plan by now. */
  async renew(): Promise<void> {
    const { records, plan_id, holder } = this;
    const held = await withFailpoint('redrive-plan.renew', () =>
      renewPlan(records, plan_id, holder, PLAN_LEASE_MS),
    );
    if (!held) throw new PlanLetGoError(`another process holds ${plan_id}`);
    this.renewed_ms = performance.now();
  }

  /** Polls until `check` returns true, and keeps the lease. Rejects with PlanLetGoError. */
  async until(check: () => Promise<boolean> | boolean, within_ms = Infinity): Promise<boolean> {
    const between = (): Promise<void> => this.goOn();
    return (await pollUntil(check, { within_ms, every_ms: POLL_INTERVAL_MS, between })) !== null;
  }
}
