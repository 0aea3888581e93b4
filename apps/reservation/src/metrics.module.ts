import { TELEMETRY } from '@stockproof/service';
import type { Telemetry } from '@stockproof/telemetry';
import { Inject, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from './database.module.js';
import { observeSagas } from './metrics.js';
import { POOL } from './tokens.js';

/** The gauges of the service, read when somebody asks for its metrics. */
@Module({ imports: [DatabaseModule] })
export class MetricsModule {
  constructor(@Inject(TELEMETRY) telemetry: Telemetry, @Inject(POOL) pool: Pool) {
    observeSagas(telemetry, pool);
  }
}
