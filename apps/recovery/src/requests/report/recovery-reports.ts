import type { Principal } from '@stockproof/auth';
import type { Mode, RunState, RunStatus } from '@stockproof/recovery-run';
import type { Flow } from '../../contracts/load-flows.js';
import { liveProgress, type LiveProgress } from '../../runs/note-progress.js';
import type { Runner } from '../../runs/runner.js';
import type { Runs } from '../../runs/runs.js';
import { actorOf } from '../../contracts/actor.js';
import { describeRecovery, type ShownProgress } from './describe-recovery.js';
import { type MayApprove, mayApprove } from './may-approve.js';
import { type MayControl, mayControl, mayNothing } from './may-control.js';

/** What RecoveryReports needs. */
export interface ReportOptions {
  readonly runs: Pick<Runs, 'load' | 'version' | 'notedProgress'>;
  readonly runner: Pick<Runner, 'control'>;
  readonly flows: ReadonlyMap<string, Pick<Flow, 'contract'>>;
}

/** A run as a list has it. */
export interface ListedRun {
  readonly flow: string;
  readonly mode: string;
  readonly status: string;
  readonly requested_by: string;
}

/** What the API says about runs: their state, their progress in whichever process, and what the caller may do. */
export class RecoveryReports {
  constructor(private readonly options: ReportOptions) {}

  /** Describes a run for a caller. */
  async of(principal: Principal, state: RunState): Promise<object> {
    const { request, requested_by, status } = state;
    const progress = await this.progress(request?.recovery_id ?? '');
    const mode = request?.mode ?? 'verify';
    const flow = request?.flow ?? '';
    const may = this.may(principal, flow, { status, mode, requested_by });
    return {
      ...describeRecovery(state, progress),
      may: { ...may, ...this.mayControl(principal, flow, state) },
    };
  }

  /** A run of a list with what the caller may do. */
  ofListed<T extends ListedRun>(principal: Principal, run: T): T & { readonly may: MayApprove } {
    const { flow, requested_by } = run;
    const [status, mode] = [run.status as RunStatus, run.mode as Mode];
    return { ...run, may: this.may(principal, flow, { status, mode, requested_by }) };
  }

  /**
   * Returns a function that describes a run each time it is called. It loads the run's history only if it has grown since.
   */
  watch(principal: Principal, recovery_id: string): () => Promise<{ state: RunState; report: object }> {
    let seen: { readonly version: number; readonly state: RunState } | null = null;
    return async () => {
      const { runs } = this.options;
      if (seen === null || seen.version !== (await runs.version(recovery_id)))
        seen = await runs.load(recovery_id);
      return { state: seen.state, report: await this.of(principal, seen.state) };
    };
  }

  /** Of this process at once; of another as it noted last. Null if nobody executes the run. */
  private async progress(recovery_id: string): Promise<ShownProgress | null> {
    const control = this.options.runner.control(recovery_id);
    if (control !== undefined) return { ...liveProgress(control), as_of: new Date() };
    const noted = await this.options.runs.notedProgress<LiveProgress>(recovery_id);
    return noted === null ? null : { ...noted.progress, as_of: noted.progress_at };
  }

  private may(principal: Principal, flow: string, run: Parameters<typeof mayApprove>[1]): MayApprove {
    const contract = this.options.flows.get(flow)?.contract;
    if (contract === undefined) return { approve: false, break_glass: false, why: noContract(flow) };
    return mayApprove(actorOf(principal, contract), run);
  }

  private mayControl(principal: Principal, flow: string, state: RunState): MayControl {
    const contract = this.options.flows.get(flow)?.contract;
    return contract === undefined
      ? mayNothing(noContract(flow))
      : mayControl(actorOf(principal, contract), state);
  }
}

function noContract(flow: string): string {
  return `there is no contract ${flow} any more`;
}
