import { TOPICS } from '@stockproof/events';
import type { BrokerProducer } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONFIG, CONTRACT, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { Leader } from '../leader/leader.js';
import { LeaderModule } from '../leader/leader.module.js';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import { RECORDS_POOL, RECOVERY_PRODUCER } from '../tokens.js';
import { RevokeProofs } from './revoke-proofs.js';

/** How soon damage that was found revokes proofs, ms. */
const EVERY_MS = 2_000;

/** Proofs that relied on damaged sealed history are revoked. */
@Module({
  imports: [SourcesModule, LeaderModule],
  providers: [
    {
      provide: RevokeProofs,
      inject: [RECORDS_POOL, RECOVERY_PRODUCER, Leader, CONTRACT, CONFIG, LOGGER, Lifecycle],
      useFactory: (
        records: Pool,
        producer: BrokerProducer,
        leader: Leader,
        { ordering_boundary: { partitions } }: RecoveryContract,
        { STOCKPROOF_TOPIC_PREFIX: prefix }: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.run(
          new RevokeProofs({
            records,
            leader,
            notify: { producer, topic: prefix + TOPICS.repairs, partitions },
            every_ms: EVERY_MS,
            onFailed: taskFailed(logger, 'revoking of proofs'),
          }),
        ),
    },
  ],
})
export class DamageModule {}
