import { LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { ProjectionMetrics } from '../metrics.js';
import { MetricsModule } from '../metrics.module.js';
import { FOLD_CONTEXT, PROJECT_CHANGES, PROJECTION_METRICS } from '../tokens.js';
import type { HeldFoldContext } from './held-fold-context.js';
import { ProjectChanges, type ProjectChangesOptions } from './project-changes.js';

/** The CDC events of the ledger, from Kafka. */
@Module({
  imports: [MetricsModule],
  controllers: [ProjectChanges],
  providers: [
    {
      provide: PROJECT_CHANGES,
      inject: [FOLD_CONTEXT, PROJECTION_METRICS, LOGGER],
      useFactory: (
        folding: HeldFoldContext,
        metrics: ProjectionMetrics,
        logger: Logger,
      ): ProjectChangesOptions => ({
        ...folding,
        metrics,
        onAnomaly: (anomaly) =>
          logger.error({ anomaly }, 'the history of an offer is broken; propose a recovery'),
      }),
    },
  ],
})
export class ProjectChangesModule {}
