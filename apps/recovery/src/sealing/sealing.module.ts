import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '@stockproof/events';
import type { Broker } from '@stockproof/kafka';
import { openObjectStore, Workspace } from '@stockproof/sealed-history';
import { BROKER, CONFIG, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import { RECORDS_POOL, SEALED_HISTORY } from '../tokens.js';
import { offerOfChange, offerOfPublished, offerOfStockChange } from './offer-of.js';
import type { SealedHistory } from './sealed-history.js';
import { Sealer } from './sealer.js';
import { storeWithFailpoints } from './store-with-failpoints.js';

const SEALER = Symbol('sealer');

/** Sealed history: read by the flows, written every so often. Nothing of it runs without a store. */
@Module({
  imports: [SourcesModule, EvidenceModule],
  providers: [
    {
      provide: SEALED_HISTORY,
      inject: [RECORDS_POOL, EvidenceKeys, CONFIG, Lifecycle],
      useFactory: openSealedHistory,
    },
    {
      provide: SEALER,
      inject: [SEALED_HISTORY, BROKER, EvidenceKeys, CONFIG, LOGGER, Lifecycle],
      useFactory: (
        sealed: SealedHistory | null,
        broker: Broker,
        keys: EvidenceKeys,
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
                topics: [
                  { topic: config.STOCKPROOF_TOPIC_PREFIX + TOPICS.ledgerChanges, offer_of: offerOfChange },
                  {
                    topic: config.STOCKPROOF_TOPIC_PREFIX + TOPICS.availability,
                    offer_of: () => offerOfPublished,
                  },
                  {
                    topic: config.STOCKPROOF_TOPIC_PREFIX + TOPICS.stockOnHandChanges,
                    offer_of: () => offerOfStockChange('inventory_stock_on_hand'),
                  },
                  {
                    topic: config.STOCKPROOF_TOPIC_PREFIX + TOPICS.bucketChanges,
                    offer_of: () => offerOfStockChange('inventory_bucket'),
                  },
                ],
                every_ms: config.STOCKPROOF_SEAL_INTERVAL_MS,
                min_messages: config.STOCKPROOF_SEAL_MIN_MESSAGES,
                max_messages: config.STOCKPROOF_SEAL_MAX_MESSAGES,
                onFailed: taskFailed(logger, 'sealing of history'),
              }),
            ),
    },
  ],
  exports: [SEALED_HISTORY],
})
export class SealingModule {}

async function openSealedHistory(
  records: Pool,
  keys: EvidenceKeys,
  { STOCKPROOF_SEALED_STORE: url, STOCKPROOF_SEALED_WORK_DIR: work }: Settings,
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
