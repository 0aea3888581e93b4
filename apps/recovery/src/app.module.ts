import { AuthModule, tokenAuthenticator } from '@stockproof/auth';
import { HEALTH } from '@stockproof/http';
import { BrokerModule, CONFIG, databaseCheck, SecurityLogModule } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { BreakGlassModule } from './break-glass/break-glass.module.js';
import { GlassAlarmModule } from './break-glass/glass-alarm.module.js';
import { CheckpointsModule } from './checkpoints/checkpoints.module.js';
import { ConfidenceModule } from './confidence/confidence.module.js';
import { ContractsModule } from './contracts/contracts.module.js';
import { DamageModule } from './damage/damage.module.js';
import { DeadLettersModule } from './dead-letters/dead-letters.module.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { FlowsModule } from './flows/flows.module.js';
import { LanesModule } from './lanes/lanes.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OutcomesModule } from './outcomes/outcomes.module.js';
import { RequestsModule } from './requests/requests.module.js';
import { RunOffersModule } from './run-offers/run-offers.module.js';
import { RunsModule } from './runs/runs.module.js';
import { SealingModule } from './sealing/sealing.module.js';
import type { Settings } from './settings.js';
import { SourcesModule } from './sources.module.js';
import { RECORDS_POOL } from './tokens.js';

@Module({
  imports: [
    SecurityLogModule,
    BrokerModule,
    AuthModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Settings) => ({ authenticate: tokenAuthenticator('recovery', config) }),
    }),
    SourcesModule,
    EvidenceModule,
    CheckpointsModule,
    SealingModule,
    DamageModule,
    FlowsModule,
    ContractsModule,
    RunsModule,
    GlassAlarmModule,
    RequestsModule,
    BreakGlassModule,
    DeadLettersModule,
    OutcomesModule,
    ConfidenceModule,
    LanesModule,
    RunOffersModule,
    MetricsModule,
  ],
  providers: [{ provide: HEALTH, inject: [RECORDS_POOL], useFactory: databaseCheck('recovery_database') }],
})
export class RecoveryModule {}
