import { TOPICS } from '@stockproof/events';
import type { Broker } from '@stockproof/kafka';
import { BROKER, CONFIG, FAIL, Lifecycle } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { QuerySettings } from '../settings.js';
import { AvailabilityStream } from './availability-stream.js';

/** What is published, for whoever listens to a SKU. */
@Module({
  providers: [
    {
      provide: AvailabilityStream,
      inject: [BROKER, CONFIG, FAIL, Lifecycle],
      useFactory: (
        broker: Broker,
        { STOCKPROOF_TOPIC_PREFIX: prefix }: QuerySettings,
        fail: (cause: Error) => void,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.run(
          new AvailabilityStream({
            broker,
            topic: prefix + TOPICS.availability,
            onFailed: fail,
          }),
        ),
    },
  ],
  exports: [AvailabilityStream],
})
export class StreamModule {}
