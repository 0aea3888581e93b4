import { TELEMETRY } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { projectionMetrics } from './metrics.js';
import { PROJECTION_METRICS } from './tokens.js';

/** The metrics of the projection. */
@Module({
  providers: [{ provide: PROJECTION_METRICS, inject: [TELEMETRY], useFactory: projectionMetrics }],
  exports: [PROJECTION_METRICS],
})
export class MetricsModule {}
