import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from '@stockproof/kafka';
import { openObjectStore, Workspace } from '@stockproof/sealed-history';
import { BROKER, CONFIG, Lifecycle, LOGGER, TELEMETRY } from '@stockproof/service';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { noteDamage } from '../damage/note-damage.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import { Leader } from '../leader/leader.js';
import { LeaderModule } from '../leader/leader.module.js';
import type { Settings, WorkerSettings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import { RECORDS_POOL, RESERVATIONS_POOL, SEALED_HISTORY, VIEW_POOL } from '../tokens.js';
import { sealingMetrics } from './metrics.js';
import type { SealedHistory } from './sealed-history.js';
import { sealedTopics } from './sealed-topics.js';
import { Sealer } from './sealer.js';
import { storeWithFailpoints } from './store-with-failpoints.js';

const SEALER = Symbol('sealer');

/** Sealed history: read by the flows, written every so often. Nothing of it runs without a store. */
@Module({
  imports: [SourcesModule, EvidenceModule, LeaderModule],
  providers: [
    {
      provide: SEALED_HISTORY,
      inject: [RECORDS_POOL, EvidenceKeys, CONFIG, Lifecycle],
      useFactory: openSealedHistory,
    },
    {
      provide: SEALER,
      inject: [
        SEALED_HISTORY,
        BROKER,
        EvidenceKeys,
        Leader,
        RECORDS_POOL,
        VIEW_POOL,
        RESERVATIONS_POOL,
        TELEMETRY,
        CONFIG,
        LOGGER,
        Lifecycle,
      ],
      useFactory: (
        sealed: SealedHistory | null,
        broker: Broker,
        keys: EvidenceKeys,
        leader: Leader,
        records: Pool,
        view: Pool,
        reservations: Pool,
        telemetry: Telemetry,
        config: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        sealed === null
          ? null
          : lifecycle.run(
              new Sealer({
                ...sealed,
                broker,
                keys,
                leader,
                topics: sealedTopics(config.STOCKPROOF_TOPIC_PREFIX, { view, reservations }),
                every_ms: config.STOCKPROOF_SEAL_INTERVAL_MS,
                min_messages: config.STOCKPROOF_SEAL_MIN_MESSAGES,
                max_messages: config.STOCKPROOF_SEAL_MAX_MESSAGES,
                delete_after_ms: config.STOCKPROOF_SEALED_DELETE_AFTER_MS || null,
                metrics: sealingMetrics(telemetry, Date.now),
                onFailed: taskFailed(logger, 'sealing of history'),
                onDamage: (error) => noteDamage(records, error),
              }),
            ),
    },
  ],
  exports: [SEALED_HISTORY],
})
export class SealingModule {}

/** Opens the store of the settings; null if they name none. */
export async function openSealedHistory(
  records: Pool,
  keys: SealedHistory['keys'],
  { STOCKPROOF_SEALED_STORE: url, STOCKPROOF_SEALED_WORK_DIR: work }: WorkerSettings,
  lifecycle: Lifecycle,
): Promise<SealedHistory | null> {
  if (url === '') return null;
  // Without a cache: a file that was changed in the store is found by whoever needs it next.
  const workspace = await Workspace.open({
    folder: work === '' ? join(tmpdir(), 'stockproof-sealed') : work,
    cache_mib: 0,
  });
  lifecycle.hold(workspace, () => workspace.close());
  return { records, store: storeWithFailpoints(openObjectStore(url)), workspace, keys };
}
