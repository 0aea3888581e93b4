import type { ProjectionFunctions } from '@stockproof/availability';
import { Ending } from '@stockproof/http';
import { SECURITY_LOG, type SecurityLog } from '@stockproof/security-log';
import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/flows.module.js';
import { Runner } from '../runs/runner.js';
import { type RunContext, RunsModule } from '../runs/runs.module.js';
import { SourcesModule } from '../sources.module.js';
import { GLASS_ALARM, PROJECTION_FUNCTIONS, RUN_CONTEXT } from '../tokens.js';
import { glassActs } from './glass-acts.js';
import { RecoveriesController } from './recoveries.controller.js';
import { Recoveries } from './recoveries.js';
import { RecoveryReports } from './report/recovery-reports.js';
import { RequestWaits } from './request-waits.js';

/** What operators ask. */
@Module({
  imports: [SourcesModule, FlowsModule, RunsModule],
  controllers: [RecoveriesController],
  providers: [
    {
      provide: RequestWaits,
      inject: [Ending],
      useFactory: ({ signal }: Ending) => {
        const waits = new RequestWaits();
        signal.addEventListener('abort', () => waits.stop(), { once: true });
        return waits;
      },
    },
    {
      provide: RecoveryReports,
      inject: [RUN_CONTEXT, Runner],
      useFactory: ({ runs, flows }: RunContext, runner: Runner) =>
        new RecoveryReports({ runs, flows, runner }),
    },
    {
      provide: Recoveries,
      inject: [RUN_CONTEXT, Runner, PROJECTION_FUNCTIONS, SECURITY_LOG, GLASS_ALARM],
      useFactory: (
        of_runs: RunContext,
        runner: Runner,
        functions: ProjectionFunctions,
        security: SecurityLog,
        alarm: (what: object) => void,
      ) =>
        new Recoveries({
          ...of_runs,
          runner,
          functions,
          glass: glassActs(security, alarm),
          now_ms: Date.now,
        }),
    },
  ],
  exports: [Recoveries, RequestWaits],
})
export class RequestsModule {}
