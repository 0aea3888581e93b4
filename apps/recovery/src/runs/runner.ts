import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { CandidateError } from '@stockproof/candidates';
import { EvidenceTooLargeError } from '@stockproof/evidence';
import {
  isOfOtherCode,
  isOver,
  isPlanOf,
  needsApproval,
  type RunRequest,
  type RunState,
  type Step,
} from '@stockproof/recovery-run';
import { SealedHistoryError } from '@stockproof/sealed-history';
import type { Logger } from '@stockproof/telemetry';
import type { Flow } from '../contracts/load-flows.js';
import type { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import type { EvidencePublisher } from '../evidence/evidence-publisher.js';
import { type Lease, LeaseLostError, type LoadedRun, RunRefusedError, type Runs } from './runs.js';
import { type LagWatch, startLagThrottle } from '../engine/lag-throttle.js';
import { executeRun } from '../engine/execute-run.js';
import { RunAbortedError, RunControl } from '../engine/run-control.js';
import { startNotingProgress } from './note-progress.js';
import { sealRun } from './seal-run.js';

/**
 * What a Runner needs. A lease is renewed four times in `lease_ms`; without renewal another process resumes
 * the run.
 */
export interface RunnerOptions {
  readonly runs: Runs;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly keys: Pick<EvidenceKeys, 'signer' | 'rotateWhenDue'>;
  readonly publisher: EvidencePublisher;
  /** Watches live traffic while a run lasts, which slows down for it. */
  readonly watchLag: () => Promise<LagWatch>;
  readonly lease_ms: number;
  /**
   * Cleans up what a run began elsewhere. Called before its failure is stored; after a crash it is called
   * again.
   */
  readonly giveUp: (request: RunRequest) => Promise<void>;
  /** Of this process. */
  readonly code_version: string;
  readonly logger: Logger;
  /** Told of the error of a run that failed because of sealed history. */
  readonly onDamage?: (error: SealedHistoryError) => Promise<unknown>;
  /** Told of the events of each run that ended in this process, for its trace. */
  readonly onOver?: (recovery_id: string, history: LoadedRun['history']) => void;
}

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 250;

/** Executes runs, each under a lease that it renews, so that a run whose process died is resumed. */
export class Runner {
  readonly holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  private readonly controls = new Map<string, RunControl>();
  private readonly working = new Set<Promise<void>>();
  private stopping = false;

  constructor(private readonly options: RunnerOptions) {}

  /** The control of a run that this process executes; otherwise undefined. */
  control(recovery_id: string): RunControl | undefined {
    return this.controls.get(recovery_id);
  }

  /**
   * The limits that lagging live traffic sets to the runs of this process, in events a second, null for none; one for
   * each run.
   */
  limits(): readonly (number | null)[] {
    return [...this.controls.values()].map(({ max_events_per_s }) => max_events_per_s);
  }

  /** Applies the stored state to a run that this process executes. */
  async applyState(recovery_id: string): Promise<void> {
    const control = this.controls.get(recovery_id);
    if (control !== undefined) control.applyState(await this.options.runs.load(recovery_id));
  }

  /**
   * Resumes a run that is `running` or `paused`, unless another process executes it. Resolves when it has
   * begun, not when it has ended; false if it was not resumed.
   */
  async resume(recovery_id: string): Promise<boolean> {
    if (this.stopping || this.controls.has(recovery_id)) return false;
    const control = new RunControl(recovery_id);
    this.controls.set(recovery_id, control);
    const lease = await this.leaseOf(recovery_id).catch((error: unknown) => {
      // It is not ours, so the next turn must be able to try again.
      this.controls.delete(recovery_id);
      throw error;
    });
    if (lease === null) {
      this.controls.delete(recovery_id);
      return false;
    }
    const work = this.work(lease, control).finally(() => {
      this.controls.delete(recovery_id);
      this.working.delete(work);
    });
    this.working.add(work);
    return true;
  }

  private async leaseOf(recovery_id: string): Promise<Lease | null> {
    const { runs, lease_ms } = this.options;
    const { state } = await runs.load(recovery_id);
    if (isOver(state)) return null;
    return runs.lease(recovery_id, state, this.holder, lease_ms);
  }

  /** Stops executing; the next process resumes the runs. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const control of this.controls.values()) control.aborted = 'the service stops';
    await Promise.all(this.working);
  }

  private async work(lease: Lease, control: RunControl): Promise<void> {
    const { recovery_id } = lease;
    const { runs, logger, code_version } = this.options;
    const renewing = setInterval(() => void this.renew(lease, control), lease.lease_ms / 4);
    const stopNoting = startNotingProgress(runs, lease, control);
    try {
      const before = (_db: unknown, found: RunState): Promise<void> =>
        isOfOtherCode(found, code_version) ? this.giveUp(found) : Promise.resolve();
      const state = await runs.act(
        recovery_id,
        { type: 'claim', by: 'system', epoch: lease.epoch, code_version },
        { lease, before },
      );
      if (isOver(state)) {
        logger.error({ recovery_id, reason: state.reason }, 'recovery run: not resumed');
        return;
      }
      await this.applyState(recovery_id);
      await this.persist(lease, state, control);
    } catch (error) {
      // The run was aborted, resumed elsewhere or ended; its history has the reason.
      if (
        error instanceof RunAbortedError ||
        error instanceof LeaseLostError ||
        error instanceof RunRefusedError
      )
        return;
      logger.error({ err: error, recovery_id }, 'a recovery failed');
      if (error instanceof SealedHistoryError) await this.tellDamage(error);
      await this.fail(lease, error as Error);
    } finally {
      clearInterval(renewing);
      await stopNoting();
      await this.tellOver(recovery_id);
    }
  }

  /** What could not be stored is found again by the next run that needs it. */
  private async tellDamage(error: SealedHistoryError): Promise<void> {
    const { onDamage, logger } = this.options;
    await onDamage?.(error).catch((again: unknown) =>
      logger.error({ err: again }, 'damage of sealed history was not noted'),
    );
  }

  /** A trace that is not sent is no fault of the run. */
  private async tellOver(recovery_id: string): Promise<void> {
    const { runs, onOver, logger } = this.options;
    if (onOver === undefined) return;
    try {
      const { state, history } = await runs.load(recovery_id);
      if (isOver(state)) onOver(recovery_id, history);
    } catch (error) {
      logger.warn({ err: error, recovery_id }, 'the trace of a run was not recorded');
    }
  }

  /** Starts the run again after a transient error; no step has its effect twice. */
  private async persist(lease: Lease, state: RunState, control: RunControl): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.execute(lease, state, control, attempt);
      } catch (error) {
        const final =
          error instanceof RunAbortedError ||
          error instanceof LeaseLostError ||
          error instanceof RunRefusedError ||
          error instanceof CandidateError ||
          error instanceof EvidenceTooLargeError ||
          // A missing file may be one that was replaced an hour ago.
          (error instanceof SealedHistoryError && error.reason !== 'missing');
        if (final || attempt === ATTEMPTS) throw error;
        this.options.logger.warn(
          { err: error, recovery_id: lease.recovery_id, attempt },
          'a recovery begins again',
        );
        await delay(FIRST_WAIT_MS * 2 ** attempt);
        await control.waitWhilePaused();
      }
    }
  }

  private async execute(lease: Lease, state: RunState, control: RunControl, attempt: number): Promise<void> {
    const { runs, flows, keys, publisher, watchLag } = this.options;
    const { recovery_id } = lease;
    const { request, claims } = state;
    const flow = flows.get(request?.flow ?? '');
    if (request === null || flow === undefined) throw new Error(`there is no contract for ${request?.flow}`);
    if (flow.digest !== state.plan?.contract_digest)
      throw new Error('the contract is not the one of the plan');
    if (!isPlanOf(request, state.plan)) throw new Error('the request is not the one that was planned');
    if (needsApproval(request.mode) && state.approval?.plan_digest !== state.plan.plan_digest)
      throw new Error('another plan was approved');
    let reached: Step | null = null;
    const onStep = async (step: Step): Promise<void> => {
      await control.waitWhilePaused();
      control.reportProgress({ step });
      if (reached !== step) await runs.act(recovery_id, { type: 'reach', by: 'system', step }, { lease });
      reached = step;
    };
    const steps = {
      onStep,
      onRepair: () => onStep('repair'),
      onPromote: () => onStep('promote'),
      attempt,
      claims,
      required: flow.contract.reconciliation.checks,
      trusts: flow.contract.history.trusts ?? 'kafka',
    };
    const live = await watchLag();
    const release = startLagThrottle(() => live.lag(), control);
    const executed = await executeRun(steps, flow.recoverable, request, control).finally(() => {
      release();
      return live.close();
    });
    await onStep('seal');
    const { state: run, history } = await runs.load(recovery_id);
    const facts = {
      run,
      flow,
      ...executed,
      requested_at: (history[0]?.recorded_at ?? new Date(0)).toISOString(),
      finished_at: new Date().toISOString(),
    };
    await sealRun(runs, lease, keys, facts);
    control.reportProgress({ step: 'sealed' });
    await publisher.publish();
  }

  private async renew(lease: Lease, control: RunControl): Promise<void> {
    try {
      await this.options.runs.renew(lease);
      await this.applyState(lease.recovery_id);
    } catch (error) {
      if (error instanceof LeaseLostError) control.aborted = error.message;
    }
  }

  private async giveUp({ request }: RunState): Promise<void> {
    if (request !== null) await this.options.giveUp(request);
  }

  private async fail(lease: Lease, error: Error): Promise<void> {
    const { runs, logger } = this.options;
    const { recovery_id } = lease;
    try {
      await this.giveUp((await runs.load(recovery_id)).state);
      await runs.act(recovery_id, { type: 'fail', by: 'system', reason: error.message }, { lease });
    } catch (again) {
      logger.error({ err: again, recovery_id }, 'the failure could not be written down; the run is resumed');
    }
  }
}
