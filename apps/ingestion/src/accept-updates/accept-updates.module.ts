import { readFile } from 'node:fs/promises';
import { TOPICS } from '@stockproof/events';
import type { BrokerProducer } from '@stockproof/kafka';
import { producerSigner } from '@stockproof/producer-signature';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONFIG, CONTRACT, Lifecycle, producerProvider, TELEMETRY } from '@stockproof/service';
import type { Telemetry } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import { BacklogModule } from '../backlog/backlog.module.js';
import { BacklogWatch } from '../backlog/backlog-watch.js';
import { CopiesModule } from '../copies/copies.module.js';
import { CopyCount } from '../copies/copy-count.js';
import { divideLimit } from '../copies/divide-limit.js';
import { ingestionMetrics } from './metrics.js';
import type { Settings } from '../settings.js';
import { UPDATE_PRODUCER } from '../tokens.js';
import { AcceptUpdates } from './accept-updates.js';
import { sellerRate } from './seller-rate.js';
import { UpdateWriter } from './update-writer.js';
import { UpdatesController } from './updates.controller.js';

/** What sellers post. */
@Module({
  imports: [BacklogModule, CopiesModule],
  controllers: [UpdatesController],
  providers: [
    producerProvider(UPDATE_PRODUCER),
    {
      provide: UpdateWriter,
      inject: [UPDATE_PRODUCER, CONFIG, Lifecycle],
      useFactory: (producer: BrokerProducer, config: Settings, lifecycle: Lifecycle) =>
        lifecycle.hold(
          new UpdateWriter(producer, {
            topic: config.STOCKPROOF_TOPIC_PREFIX + TOPICS.updates,
            linger_ms: config.STOCKPROOF_INGEST_LINGER_MS,
          }),
          (writer) => writer.idle(),
        ),
    },
    {
      provide: AcceptUpdates,
      inject: [UpdateWriter, BacklogWatch, CopyCount, CONFIG, CONTRACT, TELEMETRY],
      useFactory: acceptUpdates,
    },
  ],
  exports: [AcceptUpdates],
})
export class AcceptUpdatesModule {}

async function acceptUpdates(
  writer: UpdateWriter,
  backlog: BacklogWatch,
  count: CopyCount,
  config: Settings,
  { ordering_boundary: { partitions } }: RecoveryContract,
  telemetry: Telemetry,
): Promise<AcceptUpdates> {
  const share = (limit: number): number =>
    divideLimit(limit, count.copies, config.STOCKPROOF_INGEST_MAX_EVENTS);
  const metrics = ingestionMetrics(telemetry);
  metrics.observe(() => ({ pending: writer.pending, lag: backlog.lag, copies: count.copies }));
  return new AcceptUpdates({
    writer,
    backlog,
    partitions,
    metrics,
    share,
    sign: producerSigner(await readFile(config.STOCKPROOF_PRODUCER_KEY_FILE, 'utf8')),
    max_events: config.STOCKPROOF_INGEST_MAX_EVENTS,
    max_pending: config.STOCKPROOF_INGEST_MAX_PENDING,
    max_seller_pending: config.STOCKPROOF_INGEST_MAX_SELLER_PENDING,
    ack_timeout_ms: config.STOCKPROOF_INGEST_ACK_TIMEOUT_MS,
    now_ms: Date.now,
    spend: sellerRate(
      config.STOCKPROOF_INGEST_MAX_SELLER_EVENTS_PER_S,
      config.STOCKPROOF_INGEST_MAX_EVENTS_PER_S,
      share,
    ),
  });
}
