import { TOPICS } from '@stockproof/events';
import type { Broker } from '@stockproof/kafka';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { BROKER, CONFIG, FAIL, Lifecycle, TELEMETRY } from '@stockproof/service';
import type { Telemetry } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import type { Settings } from '../settings.js';
import { AVAILABILITY_POOL } from '../tokens.js';
import { FreshnessQueryModule } from './freshness-query.module.js';
import { FreshnessWatch } from './freshness-watch.js';
import { observeFreshness } from './observe-freshness.js';

/** Up to what time each partition of the view is complete. */
@Module({
  imports: [DatabaseModule, FreshnessQueryModule],
  providers: [
    {
      provide: FreshnessWatch,
      inject: [BROKER, AVAILABILITY_POOL, BatchStrategy, CONFIG, FAIL, Lifecycle, TELEMETRY],
      useFactory: (
        broker: Broker,
        pool: Pool,
        strategy: BatchStrategy,
        { STOCKPROOF_TOPIC_PREFIX: prefix }: Settings,
        fail: (cause: Error) => void,
        lifecycle: Lifecycle,
        telemetry: Telemetry,
      ) => {
        const ledger_topic = prefix + TOPICS.ledgerChanges;
        const watch = lifecycle.run(
          new FreshnessWatch({
            broker,
            pool,
            ledger_topic,
            now_ms: Date.now,
            onFailed: fail,
            heartbeat_topic: prefix + TOPICS.heartbeats,
            group_prefix: prefix,
            positions: () => byPartition(ledger_topic, strategy.positions()),
          }),
        );
        observeFreshness(telemetry, () => watch.ages());
        return watch;
      },
    },
  ],
})
export class FreshnessModule {}

/** The offsets of one topic, by partition number. */
function byPartition(topic: string, positions: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  const own = [...positions].filter(([name]) => name.startsWith(`${topic}/`));
  return new Map(own.map(([name, offset]) => [Number(name.slice(topic.length + 1)), offset]));
}
