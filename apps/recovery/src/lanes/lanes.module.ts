import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import type { HistoryContext } from '../flows/histories/barrier.js';
import { FlowsModule } from '../flows/flows.module.js';
import { SourcesModule } from '../sources.module.js';
import { HISTORY_CONTEXT, LANES_CONTEXT, RECORDS_POOL } from '../tokens.js';
import { LanesController } from './lanes.controller.js';
import type { LanesContext } from './read-lanes.js';

/** An offer's versions, one lane for each witness. */
@Module({
  imports: [SourcesModule, FlowsModule],
  controllers: [LanesController],
  providers: [
    {
      provide: LANES_CONTEXT,
      inject: [HISTORY_CONTEXT, RECORDS_POOL],
      useFactory: (histories: HistoryContext, records: Pool): LanesContext => ({ histories, records }),
    },
  ],
})
export class LanesModule {}
