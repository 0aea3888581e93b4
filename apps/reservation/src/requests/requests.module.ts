import type { BrokerProducer } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONFIG, CONTRACT, LOGGER, producerProvider } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import type { Settings } from '../settings.js';
import { COMMAND_PRODUCER, POOL } from '../tokens.js';
import { ReservationListController } from './reservation-list.controller.js';
import { ReservationsController } from './reservations.controller.js';
import { Reservations } from './reservations.js';
import { SendAgainController } from './send-again.controller.js';
import { StockCommandWriter } from './stock-command-writer.js';

/** What order services ask, and the reservations themselves. */
@Module({
  imports: [DatabaseModule],
  controllers: [ReservationListController, ReservationsController, SendAgainController],
  providers: [
    producerProvider(COMMAND_PRODUCER),
    {
      provide: StockCommandWriter,
      inject: [COMMAND_PRODUCER, CONFIG, CONTRACT],
      useFactory: (
        producer: BrokerProducer,
        config: Settings,
        { ordering_boundary: { partitions } }: RecoveryContract,
      ) => new StockCommandWriter(producer, config.STOCKPROOF_TOPIC_PREFIX, partitions),
    },
    {
      provide: Reservations,
      inject: [POOL, StockCommandWriter, CONFIG, LOGGER],
      useFactory: (pool: Pool, writer: StockCommandWriter, config: Settings, logger: Logger) =>
        new Reservations({
          pool,
          writer,
          now_ms: Date.now,
          quota: {
            open_at_most: config.STOCKPROOF_RESERVATION_MAX_OPEN_PER_CLIENT,
            units_at_most: config.STOCKPROOF_RESERVATION_MAX_UNITS_PER_CLIENT,
            max_hold_s: config.STOCKPROOF_RESERVATION_MAX_HOLD_S,
          },
          onUnsent: (error) =>
            logger.warn({ err: error }, 'commands could not be sent; they go again when their time is up'),
        }),
    },
  ],
  exports: [Reservations],
})
export class RequestsModule {}
