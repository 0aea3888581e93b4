import { CONFIG } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/flows.module.js';
import type { Settings } from '../settings.js';
import { RECOVERABLES, RECOVERY_FLOWS } from '../tokens.js';
import { ContractsController } from './contracts.controller.js';
import { loadFlows, type Recoverables } from './load-flows.js';
import { requireSealed } from './require-sealed.js';

/** The Recovery Contracts, each with its flow. */
@Module({
  imports: [FlowsModule],
  controllers: [ContractsController],
  providers: [
    {
      provide: RECOVERY_FLOWS,
      inject: [CONFIG, RECOVERABLES],
      useFactory: async (config: Settings, recoverables: Recoverables) => {
        const flows = await loadFlows(config.STOCKPROOF_CONTRACTS_DIR, recoverables);
        requireSealed(flows, {
          delete_after_ms: config.STOCKPROOF_SEALED_DELETE_AFTER_MS,
          store: config.STOCKPROOF_SEALED_STORE,
        });
        return flows;
      },
    },
  ],
  exports: [RECOVERY_FLOWS],
})
export class ContractsModule {}
