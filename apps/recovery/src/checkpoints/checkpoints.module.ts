import { CONFIG, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { Leader } from '../leader/leader.js';
import { LeaderModule } from '../leader/leader.module.js';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import { LEDGER_POOL, RECORDS_POOL } from '../tokens.js';
import { AnchorCheckpoints } from './anchor-checkpoints.js';
import { CheckpointSigner } from './checkpoint-signer.js';

/** Signed heads of the ledger, every so often. */
@Module({
  imports: [SourcesModule, EvidenceModule, LeaderModule],
  providers: [
    {
      provide: CheckpointSigner,
      inject: [RECORDS_POOL, LEDGER_POOL, EvidenceKeys, Leader, CONFIG, LOGGER, Lifecycle],
      useFactory: (
        pool: Pool,
        ledger: Pool,
        keys: EvidenceKeys,
        leader: Leader,
        config: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.run(
          new CheckpointSigner({
            pool,
            ledger,
            keys,
            leader,
            onFailed: taskFailed(logger, 'checkpoint signing'),
            every_ms: config.STOCKPROOF_CHECKPOINT_INTERVAL_MS,
            anchor:
              config.STOCKPROOF_ANCHOR_FILE === ''
                ? null
                : new AnchorCheckpoints(config.STOCKPROOF_ANCHOR_FILE),
            now_ms: Date.now,
          }),
        ),
    },
  ],
})
export class CheckpointsModule {}
