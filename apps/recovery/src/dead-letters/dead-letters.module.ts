import { readFile } from 'node:fs/promises';
import { TOPICS } from '@stockproof/events';
import type { BrokerProducer } from '@stockproof/kafka';
import { producerSigner } from '@stockproof/producer-signature';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONFIG, CONTRACT, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { Recoveries } from '../requests/recoveries.js';
import { RequestWaits } from '../requests/request-waits.js';
import { RequestsModule } from '../requests/requests.module.js';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import { DEAD_LETTERS, LEDGER_POOL, RECORDS_POOL, RECOVERY_PRODUCER, REDRIVE_PRODUCER } from '../tokens.js';
import { DeadLettersController } from './dead-letters.controller.js';
import type { RedriveContext } from './redrive/redrive-context.js';
import { PlansController } from './plans/plans.controller.js';
import { PlanWorker } from './plans/work/plan-worker.js';
import { RedrivesController } from './redrive/redrives.controller.js';
import { SettleDeadLettersController } from './settle/settle-dead-letters.controller.js';

const PLAN_WORKER = Symbol('plan worker');
/** How long a redrive waits for the command handler's decision. */
const REDRIVE_WITHIN_MS = 30_000;

/** The quarantine, and what settles a dead letter. */
@Module({
  imports: [SourcesModule, RequestsModule],
  controllers: [PlansController, DeadLettersController, RedrivesController, SettleDeadLettersController],
  providers: [
    {
      provide: DEAD_LETTERS,
      inject: [
        RECORDS_POOL,
        LEDGER_POOL,
        REDRIVE_PRODUCER,
        RECOVERY_PRODUCER,
        Recoveries,
        RequestWaits,
        CONFIG,
        CONTRACT,
      ],
      useFactory: redriveContext,
    },
    {
      provide: PLAN_WORKER,
      inject: [DEAD_LETTERS, Recoveries, LOGGER, Lifecycle],
      useFactory: (context: RedriveContext, recoveries: Recoveries, logger: Logger, lifecycle: Lifecycle) =>
        lifecycle.run(
          new PlanWorker(
            {
              ...context,
              verifyAll: (offers, intent, until) => recoveries.verifyOffers(offers, intent, until),
            },
            taskFailed(logger, 'carrying out of redrive plans'),
          ),
        ),
    },
  ],
})
export class DeadLettersModule {}

async function redriveContext(
  records: Pool,
  ledger: Pool,
  redriver: BrokerProducer,
  asker: BrokerProducer,
  recoveries: Recoveries,
  waits: RequestWaits,
  config: Settings,
  contract: RecoveryContract,
): Promise<RedriveContext> {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  return {
    records,
    ledger,
    producer: redriver,
    asker,
    updates_topic: prefix + TOPICS.updates,
    sign: producerSigner(await readFile(config.STOCKPROOF_PRODUCER_KEY_FILE, 'utf8')),
    stock_repairs_topic: prefix + TOPICS.stockRepairs,
    contract,
    now_ms: Date.now,
    verify: (offer, redrive) => recoveries.verifyOffer(offer, redrive, waits),
    waitFor: (check) => waits.until(check, REDRIVE_WITHIN_MS),
  };
}
