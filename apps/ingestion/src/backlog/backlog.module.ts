import { TOPICS } from '@stockproof/events';
import type { Broker } from '@stockproof/kafka';
import { BROKER, CONFIG, Lifecycle } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { CopiesModule } from '../copies/copies.module.js';
import { CopyCount } from '../copies/copy-count.js';
import { divideLimit } from '../copies/divide-limit.js';
import type { Settings } from '../settings.js';
import { BacklogWatch } from './backlog-watch.js';
import { QueuedUpdatesController } from './queued-updates.controller.js';

/** How far the command handler lags. */
@Module({
  imports: [CopiesModule],
  controllers: [QueuedUpdatesController],
  providers: [
    { provide: BacklogWatch, inject: [BROKER, CopyCount, CONFIG, Lifecycle], useFactory: startWatch },
  ],
  exports: [BacklogWatch],
})
export class BacklogModule {}

/** Runs from before the first request until after the last one, because requests are refused by what it measures. */
async function startWatch(
  broker: Broker,
  count: CopyCount,
  config: Settings,
  lifecycle: Lifecycle,
): Promise<BacklogWatch> {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const watch = new BacklogWatch({
    broker,
    group: `${prefix}command-handler`,
    topic: prefix + TOPICS.updates,
    max_lag: config.STOCKPROOF_INGEST_MAX_LAG,
    max_seller_lag: config.STOCKPROOF_INGEST_MAX_SELLER_LAG,
    share: (limit) => divideLimit(limit, count.copies, config.STOCKPROOF_INGEST_MAX_EVENTS),
  });
  lifecycle.hold(watch, () => watch.stop());
  await watch.start();
  return watch;
}
