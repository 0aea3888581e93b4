import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONTRACT } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { RequestsModule } from '../requests/requests.module.js';
import { SourcesModule } from '../sources.module.js';
import { LEDGER_POOL, RECORDS_POOL, RUN_OFFERS } from '../tokens.js';
import type { RunOffersContext } from './list-run-offers.js';
import { RunOffersController } from './run-offers.controller.js';

/** The offers of a run, by name. */
@Module({
  imports: [SourcesModule, RequestsModule],
  controllers: [RunOffersController],
  providers: [
    {
      provide: RUN_OFFERS,
      inject: [RECORDS_POOL, LEDGER_POOL, CONTRACT],
      useFactory: (
        records: Pool,
        ledger: Pool,
        { ordering_boundary: { partitions } }: RecoveryContract,
      ): RunOffersContext => ({ records, ledger, partitions }),
    },
  ],
})
export class RunOffersModule {}
