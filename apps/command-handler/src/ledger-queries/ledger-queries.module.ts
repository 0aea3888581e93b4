import { BoundClient } from '@stockproof/postgres';
import { CONFIG, Lifecycle } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Settings } from '../settings.js';
import { Bucket } from './entities/bucket.entity.js';
import { StockOnHand } from './entities/stock-on-hand.entity.js';
import { InventoryTransaction } from './entities/transaction.entity.js';
import { OffersController } from './offers.controller.js';

/** Stock and history of an offer. */
@Module({
  controllers: [OffersController],
  providers: [{ provide: DataSource, inject: [CONFIG, Lifecycle], useFactory: openLedger }],
})
export class LedgerQueriesModule {}

/** For queries; the hot path has its own pool and SQL. */
async function openLedger(config: Settings, lifecycle: Lifecycle): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: config.STOCKPROOF_INVENTORY_DATABASE_URL,
    entities: [StockOnHand, Bucket, InventoryTransaction],
    applicationName: 'command-handler queries',
    poolSize: 3,
    poolErrorHandler: () => undefined,
    extra: { Client: BoundClient },
  });
  return lifecycle.hold(await source.initialize(), (opened) => opened.destroy());
}
