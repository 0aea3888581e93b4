import { TOPICS } from '@stockproof/events';
import type { Broker, BrokerProducer } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { BROKER, CONFIG, CONTRACT } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { RequestWaits } from '../requests/request-waits.js';
import { RequestsModule } from '../requests/requests.module.js';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { LEDGER_POOL, OUTCOMES, RECORDS_POOL, RECOVERY_PRODUCER } from '../tokens.js';
import { OutcomeChecksController, type OutcomesContext } from './outcomes.controller.js';

/** Builds the objects that compare rejections and dead letters with their topics. */
@Module({
  imports: [SourcesModule, RequestsModule],
  controllers: [OutcomeChecksController],
  providers: [
    {
      provide: OUTCOMES,
      inject: [RECORDS_POOL, LEDGER_POOL, BROKER, RECOVERY_PRODUCER, RequestWaits, CONFIG, CONTRACT],
      useFactory: (
        records: Pool,
        ledger: Pool,
        broker: Broker,
        producer: BrokerProducer,
        waits: RequestWaits,
        config: Settings,
        { ordering_boundary: { partitions } }: RecoveryContract,
      ): OutcomesContext => {
        const prefix = config.STOCKPROOF_TOPIC_PREFIX;
        return {
          records,
          ledger,
          broker,
          producer,
          partitions,
          stock_repairs_topic: prefix + TOPICS.stockRepairs,
          topics: { rejections: prefix + TOPICS.rejections, dead_letters: prefix + TOPICS.deadLetters },
          barrier_ms: config.STOCKPROOF_RECOVERY_BARRIER_TIMEOUT_MS,
          now_ms: Date.now,
          waitFor: (check, within_ms) => waits.until(check, within_ms),
        };
      },
    },
  ],
})
export class OutcomesModule {}
