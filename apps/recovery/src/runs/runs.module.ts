import { CONFIG, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { codeVersion } from '../engine/code-version.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import type { Flow } from '../contracts/load-flows.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { EvidencePublisher } from '../evidence/evidence-publisher.js';
import { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { giveUpGeneration } from '../flows/availability/promote-candidate.js';
import { FlowsModule } from '../flows/flows.module.js';
import type { HistoryContext } from '../flows/histories/barrier.js';
import { openProjectionLag } from '../flows/histories/projection-lag.js';
import type { Owners } from '../flows/owners.js';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import { HISTORY_CONTEXT, RECORDS_POOL, RECOVERY_FLOWS, REPAIR_OWNERS, RUN_CONTEXT } from '../tokens.js';
import { noteDamage } from '../damage/note-damage.js';
import { ResumeRuns } from './resume-runs.js';
import { Runner, type RunnerOptions } from './runner.js';
import { Runs } from './runs.js';
import { traceRun } from './trace-run.js';

/** What requests and the runner share of runs. */
export interface RunContext extends Pick<
  RunnerOptions,
  'runs' | 'flows' | 'code_version' | 'lease_ms' | 'giveUp'
> {
  readonly keys: EvidenceKeys;
}

/** Runs, and what executes them. */
@Module({
  imports: [SourcesModule, EvidenceModule, FlowsModule, ContractsModule],
  providers: [
    {
      provide: RUN_CONTEXT,
      inject: [RECORDS_POOL, RECOVERY_FLOWS, REPAIR_OWNERS, EvidenceKeys, CONFIG],
      useFactory: async (
        pool: Pool,
        flows: ReadonlyMap<string, Flow>,
        owners: Owners,
        keys: EvidenceKeys,
        config: Settings,
      ): Promise<RunContext> => ({
        runs: new Runs(pool),
        flows,
        keys,
        code_version: await codeVersion(),
        lease_ms: config.STOCKPROOF_RECOVERY_LEASE_MS,
        giveUp: (request) => giveUpGeneration(owners.view, request),
      }),
    },
    {
      provide: Runner,
      inject: [RUN_CONTEXT, EvidencePublisher, HISTORY_CONTEXT, RECORDS_POOL, LOGGER, Lifecycle],
      // A resource, not an activity: requests can start runs until the listener has closed.
      useFactory: (
        of_runs: RunContext,
        publisher: EvidencePublisher,
        live: HistoryContext,
        records: Pool,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.hold(
          new Runner({
            ...of_runs,
            publisher,
            watchLag: () => openProjectionLag(live),
            logger,
            onDamage: (error) => noteDamage(records, error),
            onOver: traceRun,
          }),
          (runner) => runner.stop(),
        ),
    },
    {
      provide: ResumeRuns,
      inject: [RECORDS_POOL, Runner, CONFIG, LOGGER, Lifecycle],
      useFactory: (pool: Pool, runner: Runner, config: Settings, logger: Logger, lifecycle: Lifecycle) =>
        lifecycle.run(
          new ResumeRuns(
            pool,
            runner,
            config.STOCKPROOF_RECOVERY_LEASE_MS / 2,
            taskFailed(logger, 'resuming runs'),
          ),
        ),
    },
  ],
  exports: [RUN_CONTEXT, Runner],
})
export class RunsModule {}
