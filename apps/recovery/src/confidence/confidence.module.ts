import { setTimeout as delay } from 'node:timers/promises';
import { CONFIG, CONTRACT, Lifecycle, LOGGER, TELEMETRY } from '@stockproof/service';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { FlowsModule } from '../flows/flows.module.js';
import type { HistoryContext } from '../flows/histories/barrier.js';
import { openProjectionLag } from '../flows/histories/projection-lag.js';
import { Leader } from '../leader/leader.js';
import { LeaderModule } from '../leader/leader.module.js';
import { Recoveries, VIEW_FLOW } from '../requests/recoveries.js';
import { RequestsModule } from '../requests/requests.module.js';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import {
  CONFIDENCE_SUMMARY,
  HISTORY_CONTEXT,
  LEDGER_POOL,
  PROOF_AGE,
  RECORDS_POOL,
  VIEW_POOL,
} from '../tokens.js';
import { ConfidenceController } from './confidence.controller.js';
import { ContinuousVerify } from './continuous/continuous-verify.js';
import { startSpending } from './continuous/cpu-budget.js';
import { DueOffers } from './continuous/due-offers.js';
import { verificationMetrics } from './continuous/metrics.js';
import type { ProofAge } from './proofs/proof-age.js';
import { ProofsModule } from './proofs/proofs.module.js';
import { ProposeRepairs } from './propose-repairs.js';
import type { Summary } from './proofs/summarise.js';

/** What is known of each offer, and the tasks that keep it known. */
@Module({
  imports: [SourcesModule, FlowsModule, RequestsModule, ProofsModule, LeaderModule],
  controllers: [ConfidenceController],
  providers: [
    {
      provide: DueOffers,
      inject: [RECORDS_POOL, LEDGER_POOL, PROOF_AGE, CONTRACT, CONFIG],
      useFactory: (
        records: Pool,
        ledger: Pool,
        { proof_valid_hours }: ProofAge,
        { ordering_boundary: { partitions } }: RecoveryContract,
        config: Settings,
      ) =>
        new DueOffers({
          records,
          ledger,
          flow: VIEW_FLOW,
          partitions,
          proof_valid_hours,
          max_offers: config.STOCKPROOF_VERIFY_MAX_OFFERS,
          retry_ms: config.STOCKPROOF_VERIFY_INTERVAL_MS,
        }),
    },
    {
      provide: ContinuousVerify,
      inject: [
        DueOffers,
        Recoveries,
        Leader,
        HISTORY_CONTEXT,
        CONFIDENCE_SUMMARY,
        TELEMETRY,
        CONFIG,
        LOGGER,
        Lifecycle,
      ],
      useFactory: (
        due: DueOffers,
        recoveries: Recoveries,
        leader: Leader,
        live: HistoryContext,
        summarise: () => Promise<Summary>,
        telemetry: Telemetry,
        config: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.run(
          new ContinuousVerify({
            due,
            recoveries,
            leader,
            watchLag: () => openProjectionLag(live),
            every_ms: config.STOCKPROOF_VERIFY_INTERVAL_MS,
            cpu_percent: config.STOCKPROOF_VERIFY_CPU_PERCENT,
            metrics: verificationMetrics(telemetry, summarise, Date.now),
            pause,
            startSpending,
            onFailed: taskFailed(logger, 'continuous verification'),
          }),
        ),
    },
    {
      provide: ProposeRepairs,
      inject: [RECORDS_POOL, VIEW_POOL, Recoveries, Leader, CONFIG, LOGGER, Lifecycle],
      useFactory: (
        records: Pool,
        view: Pool,
        recoveries: Recoveries,
        leader: Leader,
        config: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.run(
          new ProposeRepairs({
            records,
            view,
            recoveries,
            leader,
            onFailed: taskFailed(logger, 'proposing repairs'),
            every_ms: config.STOCKPROOF_PROPOSE_INTERVAL_MS,
          }),
        ),
    },
  ],
})
export class ConfidenceModule {}

/** Resolves after this time, or at once when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}
