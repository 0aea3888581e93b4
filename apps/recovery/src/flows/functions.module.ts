import { CONFIG, LOGGER } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { WorkerSettings } from '../settings.js';
import { PROJECTION_FUNCTIONS } from '../tokens.js';
import { functionsInFolder } from './availability/functions-in-folder.js';

/** Projection functions, candidates included. */
@Module({
  providers: [
    {
      provide: PROJECTION_FUNCTIONS,
      inject: [CONFIG, LOGGER],
      useFactory: (config: WorkerSettings, logger: Parameters<typeof functionsInFolder>[1]) =>
        functionsInFolder(config.STOCKPROOF_PROJECTIONS_DIR, logger),
    },
  ],
  exports: [PROJECTION_FUNCTIONS],
})
export class FunctionsModule {}
