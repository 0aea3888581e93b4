import type { Broker } from '@stockproof/kafka';
import { BROKER, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { HeldFoldContext } from '../project-changes/held-fold-context.js';
import { FOLD_CONTEXT, REPAIR_OFFERS } from '../tokens.js';
import { RepairOffers, type RepairOffersOptions } from './repair-offers.js';

/** What recovery asks of the view, from Kafka. */
@Module({
  controllers: [RepairOffers],
  providers: [
    {
      provide: REPAIR_OFFERS,
      inject: [FOLD_CONTEXT, BROKER, LOGGER],
      useFactory: (folding: HeldFoldContext, broker: Broker, logger: Logger): RepairOffersOptions => ({
        ...folding,
        broker,
        onUnreadable: (at) =>
          logger.error({ at }, 'a message on the repairs topic is no repair; it is skipped'),
      }),
    },
  ],
})
export class RepairOffersModule {}
