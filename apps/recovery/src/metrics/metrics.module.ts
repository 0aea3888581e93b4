import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONTRACT, TELEMETRY } from '@stockproof/service';
import type { Telemetry } from '@stockproof/telemetry';
import { Inject, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { Runner } from '../runs/runner.js';
import { RunsModule } from '../runs/runs.module.js';
import { SourcesModule } from '../sources.module.js';
import { LEDGER_POOL, RECORDS_POOL } from '../tokens.js';
import { observeDeadLetters } from './observe-dead-letters.js';
import { observeRuns } from './observe-runs.js';

/** The gauges of runs and dead letters, read when somebody asks for the metrics of the service. */
@Module({ imports: [SourcesModule, RunsModule] })
export class MetricsModule {
  constructor(
    @Inject(TELEMETRY) telemetry: Telemetry,
    @Inject(RECORDS_POOL) records: Pool,
    @Inject(LEDGER_POOL) ledger: Pool,
    @Inject(CONTRACT) { dead_letters }: RecoveryContract,
    runner: Runner,
  ) {
    observeRuns(telemetry, records, runner);
    observeDeadLetters(telemetry, ledger, dead_letters.triage_within_hours);
  }
}
