import { CONFIG } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/flows.module.js';
import type { Settings } from '../settings.js';
import { RECOVERABLES, RECOVERY_FLOWS } from '../tokens.js';
import { loadFlows, type Recoverables } from './load-flows.js';

/** The Recovery Contracts, each with its flow. */
@Module({
  imports: [FlowsModule],
  providers: [
    {
      provide: RECOVERY_FLOWS,
      inject: [CONFIG, RECOVERABLES],
      useFactory: (config: Settings, recoverables: Recoverables) =>
        loadFlows(config.STOCKPROOF_CONTRACTS_DIR, recoverables),
    },
  ],
  exports: [RECOVERY_FLOWS],
})
export class ContractsModule {}
