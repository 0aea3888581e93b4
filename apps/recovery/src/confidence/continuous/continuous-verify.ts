import { isOver, type RunState } from '@stockproof/recovery-run';
import { PeriodicTask, pollUntil } from '@stockproof/timing';
import { isLagging, type LagWatch } from '../../engine/lag-throttle.js';
import type { Leader, Term } from '../../leader/leader.js';
import type { Recoveries } from '../../requests/recoveries.js';
import { RunRefusedError } from '../../runs/runs.js';
import type { Unit, UnitResult } from './divide-page.js';
import { cpuShare, type Spent, waitAfter } from './cpu-budget.js';
import type { VerificationMetrics } from './metrics.js';
import type { DueOffers } from './due-offers.js';

/**
 * What ContinuousVerify needs. `startSpending` begins to measure; the function that it returns gives what was
 * spent since, by the whole process.
 */
export interface ContinuousOptions {
  readonly due: Pick<DueOffers, 'next' | 'postpone'>;
  readonly recoveries: Pick<Recoveries, 'requestBySystem' | 'find'>;
  /** Only the copy of the service that leads verifies. */
  readonly leader: Pick<Leader, 'term'>;
  /** Watches live traffic, which goes first. */
  readonly watchLag: () => Promise<LagWatch>;
  /** How often it is looked for offers that are due where none was; 0 for never. */
  readonly every_ms: number;
  /** Of one core. */
  readonly cpu_percent: number;
  readonly metrics: VerificationMetrics;
  /** Resolves after this time, or at once when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly startSpending: () => () => Spent;
  readonly onFailed: (error: Error) => void;
}

const POLL_INTERVAL_MS = 250;
const LAG_PAUSE_MS = 5_000;

/**
 * Verifies the offers that are due, unit after unit, so that each has a recent proof. It waits after each unit until its
 * share of CPU is kept, and while live traffic lags. A recovery that a person requests for the same offers ends a unit.
 */
export class ContinuousVerify {
  private readonly task: PeriodicTask;
  private readonly ending = new AbortController();

  constructor(private readonly options: ContinuousOptions) {
    const { every_ms, onFailed } = options;
    this.task = new PeriodicTask({ every_ms, onFailed, run: () => this.verifyDue() });
  }

  start(): void {
    this.task.start();
  }

  /** A unit under way goes on in the next process. */
  stop(): Promise<void> {
    this.ending.abort();
    return this.task.stop();
  }

  /** Verifies units until no offer is due. */
  turn(): Promise<void> {
    return this.task.turn();
  }

  private async verifyDue(): Promise<void> {
    const { due, watchLag, pause, metrics, leader } = this.options;
    const { term } = leader;
    if (term === null) return;
    const { signal } = this.ending;
    let live: LagWatch | null = null;
    try {
      for (let goes_on = true; goes_on && !signal.aborted && leader.term?.epoch === term.epoch;) {
        const unit = await due.next();
        if (unit === null) return;
        live ??= await watchLag();
        if (isLagging(await live.lag())) await pause(LAG_PAUSE_MS, signal);
        else goes_on = await this.verify(unit, term);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      metrics.idle();
      await live?.close();
    }
  }

  /** False where nothing was found out: others are likely to fail too, so the next turn is soon enough. */
  private async verify(unit: Unit, term: Term): Promise<boolean> {
    const { due, cpu_percent, metrics, pause, startSpending } = this.options;
    const stopSpending = startSpending();
    const state = await this.run(unit, term);
    const result = resultOf(state);
    if (result !== 'gave_way') await due.postpone(unit, state?.request?.recovery_id ?? '');
    const spent = stopSpending();
    const wait_ms = waitAfter(spent, cpu_percent);
    metrics.unit(result, spent, cpuShare(spent, wait_ms));
    await pause(wait_ms, this.ending.signal);
    return result !== 'none';
  }

  /** Runs one verification to its end. Null if another run took one of its offers meanwhile. */
  private async run({ offers }: Unit, { check: fence }: Term): Promise<RunState | null> {
    const { recoveries } = this.options;
    const names = offers.map(({ seller_id, sku }) => ({ seller_id, sku }));
    try {
      let state = await recoveries.requestBySystem('verify', names, 'continuous verification', {
        fence,
      });
      const recovery_id = state.request?.recovery_id ?? '';
      const over = async (): Promise<boolean> => isOver((state = (await recoveries.find(recovery_id)).state));
      const between = (): void => this.ending.signal.throwIfAborted();
      await pollUntil(over, { within_ms: Infinity, every_ms: POLL_INTERVAL_MS, between });
      return state;
    } catch (error) {
      if (error instanceof RunRefusedError) return null;
      throw error;
    }
  }
}

/** The result of a unit by the state of its run; null: it was refused. */
export function resultOf(state: Pick<RunState, 'status' | 'confidence_status'> | null): UnitResult {
  if (state === null || state.status === 'aborted') return 'gave_way';
  const { confidence_status } = state;
  return confidence_status === 'trusted' || confidence_status === 'untrusted' ? confidence_status : 'none';
}
