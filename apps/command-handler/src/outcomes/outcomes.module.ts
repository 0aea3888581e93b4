import { TOPICS } from '@stockproof/events';
import { CONFIG } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database.module.js';
import type { Settings } from '../settings.js';
import { COMMANDS_TOPIC } from '../tokens.js';
import { SellerUpdatesController } from '../seller-updates/seller-updates.controller.js';
import { OutcomesController } from './outcomes.controller.js';

/** What became of each update, and of all updates of a seller. */
@Module({
  imports: [DatabaseModule],
  controllers: [SellerUpdatesController, OutcomesController],
  providers: [
    {
      provide: COMMANDS_TOPIC,
      inject: [CONFIG],
      useFactory: (config: Settings) => config.STOCKPROOF_TOPIC_PREFIX + TOPICS.stockCommands,
    },
  ],
})
export class OutcomesModule {}
