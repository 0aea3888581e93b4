import { TOPICS } from '@stockproof/events';
import type { BrokerProducer } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONFIG, CONTRACT, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import { LEFT_OVERS, RECORDS_POOL, RECOVERY_PRODUCER } from '../tokens.js';
import { EvidencePublisher } from './evidence-publisher.js';
import { EvidenceController } from './evidence.controller.js';
import { EvidenceSummariesController } from './evidence-summaries.controller.js';
import { EvidenceKeys } from './keys/evidence-keys.js';
import { keepRecords } from './keep-records.js';
import { keySecretOf } from './keys/key-secret.js';
import { publishLeftOvers } from './publish-left-overs.js';

/** The chain of signed records, their keys, and where they are published. */
@Module({
  imports: [SourcesModule],
  controllers: [EvidenceController, EvidenceSummariesController],
  providers: [
    {
      provide: EvidenceKeys,
      inject: [RECORDS_POOL, CONFIG],
      useFactory: async (records: Pool, config: Settings) =>
        EvidenceKeys.open({
          records,
          secret: await keySecretOf(
            config.STOCKPROOF_EVIDENCE_SECRET_FILE || config.STOCKPROOF_SERVICE_KEY_FILE,
          ),
          folder: config.STOCKPROOF_EVIDENCE_KEYS_DIR,
          days: config.STOCKPROOF_EVIDENCE_KEY_DAYS,
          now_ms: Date.now,
        }),
    },
    {
      provide: EvidencePublisher,
      inject: [RECORDS_POOL, RECOVERY_PRODUCER, CONFIG, CONTRACT],
      useFactory: publisherOf,
    },
    {
      provide: LEFT_OVERS,
      inject: [EvidencePublisher, EvidenceKeys, CONFIG, LOGGER, Lifecycle],
      useFactory: (
        publisher: EvidencePublisher,
        keys: EvidenceKeys,
        config: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.run(
          publishLeftOvers({
            publisher,
            keys,
            every_ms: config.STOCKPROOF_RECOVERY_LEASE_MS / 2,
            onFailed: taskFailed(logger, 'publishing of records'),
          }),
        ),
    },
  ],
  exports: [EvidenceKeys, EvidencePublisher],
})
export class EvidenceModule implements OnModuleInit {
  constructor(private readonly publisher: EvidencePublisher) {}

  /** Publishes the records that an earlier process sealed and did not publish, before any run starts. */
  onModuleInit(): Promise<void> {
    return this.publisher.publish();
  }
}

function publisherOf(
  pool: Pool,
  producer: BrokerProducer,
  config: Settings,
  { ordering_boundary: { partitions } }: RecoveryContract,
): EvidencePublisher {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  return new EvidencePublisher({
    pool,
    producer,
    topic: prefix + TOPICS.evidence,
    keep: keepRecords(config.STOCKPROOF_EVIDENCE_DIR),
    notify: { producer, topic: prefix + TOPICS.repairs, partitions },
  });
}
