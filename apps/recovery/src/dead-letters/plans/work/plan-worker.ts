import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { withFailpoint } from '@stockproof/failpoints';
import { PeriodicTask } from '@stockproof/timing';
import { RunRefusedError } from '../../../runs/runs.js';
import { holdPlan, renewPlan } from '../sql/redrive-plans.js';
import type { PlanContext } from './plan-context.js';
import { PLAN_LEASE_MS, PlanHold, PlanLetGoError } from './plan-hold.js';
import { workOffPlan } from './work-off-plan.js';

const EVERY_MS = 1_000;
/** How long a plan rests whose offers cannot be verified now, because another run has them. */
const AGAIN_AFTER_MS = 5_000;

/** Carries out approved plans, one at a time in each process. A plan whose process ended is taken over by the next turn. */
export class PlanWorker {
  private readonly task: PeriodicTask;
  private readonly holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  private stopping = false;

  constructor(
    private readonly context: PlanContext,
    onFailed: (error: Error) => void,
  ) {
    this.task = new PeriodicTask({ every_ms: EVERY_MS, onFailed, run: () => this.workOff() });
  }

  start(): void {
    this.task.start();
  }

  /** A plan under way goes on in the next process. */
  stop(): Promise<void> {
    this.stopping = true;
    return this.task.stop();
  }

  private async workOff(): Promise<void> {
    const { records } = this.context;
    const plan_id = await withFailpoint('redrive-plan.hold', () =>
      holdPlan(records, this.holder, PLAN_LEASE_MS),
    );
    if (plan_id === null) return;
    let rest_ms = 0;
    try {
      await workOffPlan(this.context, new PlanHold(plan_id, this.holder, records, () => this.stopping));
    } catch (error) {
      if (error instanceof RunRefusedError) rest_ms = AGAIN_AFTER_MS;
      else if (!(error instanceof PlanLetGoError)) throw error;
    } finally {
      await withFailpoint('redrive-plan.renew', () => renewPlan(records, plan_id, this.holder, rest_ms));
    }
  }
}
