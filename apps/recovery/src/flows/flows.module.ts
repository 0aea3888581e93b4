import type { ProjectionFunctions } from '@stockproof/availability';
import { TOPICS } from '@stockproof/events';
import type { Broker, BrokerProducer } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { BROKER, CONFIG, CONTRACT, FAIL, Lifecycle } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { snapshotsOf } from '../engine/snapshot.js';
import type { Settings } from '../settings.js';
import type { SealedHistory } from '../sealing/sealed-history.js';
import { SealingModule } from '../sealing/sealing.module.js';
import { SourcesModule } from '../sources.module.js';
import {
  HISTORY_CONTEXT,
  LEDGER_POOL,
  PROJECTION_FUNCTIONS,
  RECORDS_POOL,
  RECOVERABLES,
  RECOVERY_PRODUCER,
  REPAIR_OWNERS,
  RESERVATIONS_POOL,
  SEALED_HISTORY,
  UNIT_CONTEXT,
  VIEW_POOL,
} from '../tokens.js';
import { FunctionsModule } from './functions.module.js';
import type { HistoryContext } from './histories/barrier.js';
import { HeartbeatWatch } from './histories/heartbeat-watch.js';
import type { UnitContext } from './ledger/units/unit-context.js';
import { type Owners, ownersOf } from './owners.js';
import { recoverablesOf } from './recoverables.js';
import { UnitsModule } from './units.module.js';

/** What can be recovered: histories, projection functions, owners, and the flows over them. */
@Module({
  imports: [SourcesModule, SealingModule, FunctionsModule, UnitsModule.reading(SealingModule)],
  providers: [
    { provide: HeartbeatWatch, inject: [BROKER, CONFIG, FAIL, Lifecycle], useFactory: startHeartbeats },
    {
      provide: HISTORY_CONTEXT,
      inject: [LEDGER_POOL, VIEW_POOL, BROKER, HeartbeatWatch, SEALED_HISTORY, CONFIG, CONTRACT],
      useFactory: historyContext,
    },
    {
      provide: REPAIR_OWNERS,
      inject: [RECOVERY_PRODUCER, VIEW_POOL, LEDGER_POOL, RESERVATIONS_POOL, CONFIG, CONTRACT],
      useFactory: (
        producer: BrokerProducer,
        view: Pool,
        ledger: Pool,
        reservations: Pool,
        config: Settings,
        { ordering_boundary: { partitions } }: RecoveryContract,
      ) =>
        ownersOf(
          { producer, partitions, within_ms: config.STOCKPROOF_RECOVERY_BARRIER_TIMEOUT_MS },
          config.STOCKPROOF_TOPIC_PREFIX,
          { view, ledger, reservations },
        ),
    },
    {
      provide: RECOVERABLES,
      inject: [
        HISTORY_CONTEXT,
        RECORDS_POOL,
        RESERVATIONS_POOL,
        PROJECTION_FUNCTIONS,
        REPAIR_OWNERS,
        UNIT_CONTEXT,
        CONFIG,
        CONTRACT,
      ],
      useFactory: (
        live: HistoryContext,
        records: Pool,
        reservations: Pool,
        functions: ProjectionFunctions,
        owners: Owners,
        units: UnitContext,
        config: Settings,
        contract: RecoveryContract,
      ) =>
        recoverablesOf({
          units,
          live,
          records,
          reservations,
          functions,
          owners,
          ledger_at: snapshotsOf(config.STOCKPROOF_AUDIT_INVENTORY_URL),
          view_at: snapshotsOf(config.STOCKPROOF_AUDIT_AVAILABILITY_URL),
          reservations_at: snapshotsOf(config.STOCKPROOF_AUDIT_RESERVATION_URL),
          offers_in_range: config.STOCKPROOF_VERIFY_RANGE_OFFERS,
          history_may_end: contract.history.recovery_window !== 'unlimited',
        }),
    },
  ],
  exports: [HISTORY_CONTEXT, FunctionsModule, REPAIR_OWNERS, RECOVERABLES],
})
export class FlowsModule {}

/** Open from before the first run until after the last one, because barriers wait for the heartbeats it receives. */
async function startHeartbeats(
  broker: Broker,
  { STOCKPROOF_TOPIC_PREFIX: prefix }: Settings,
  fail: (cause: Error) => void,
  lifecycle: Lifecycle,
): Promise<HeartbeatWatch> {
  const topic = prefix + TOPICS.heartbeats;
  const watch = new HeartbeatWatch({ broker, topic, group_prefix: prefix, onFailed: fail });
  lifecycle.hold(watch, () => watch.stop());
  await watch.start();
  return watch;
}

function historyContext(
  ledger: Pool,
  view: Pool,
  broker: Broker,
  heartbeat: HeartbeatWatch,
  sealed: SealedHistory | null,
  config: Settings,
  { ordering_boundary: { partitions } }: RecoveryContract,
): HistoryContext {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  return {
    ledger,
    view,
    broker,
    heartbeat,
    sealed,
    partitions,
    group_prefix: prefix,
    projection_group: `${prefix}availability-projection`,
    topics: { captured: prefix + TOPICS.ledgerChanges, availability: prefix + TOPICS.availability },
    barrier_ms: config.STOCKPROOF_RECOVERY_BARRIER_TIMEOUT_MS,
  };
}
