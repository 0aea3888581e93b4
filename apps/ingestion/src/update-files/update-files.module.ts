import { setTimeout as delay } from 'node:timers/promises';
import { CONFIG } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { AcceptUpdates } from '../accept-updates/accept-updates.js';
import { AcceptUpdatesModule } from '../accept-updates/accept-updates.module.js';
import type { Settings } from '../settings.js';
import { FileAcceptance, UpdateFilesController } from './update-files.controller.js';

/** Below what ends a connection on which nothing moves. */
const PATIENCE_MS = 30_000;

/** What sellers send as files. */
@Module({
  imports: [AcceptUpdatesModule],
  controllers: [UpdateFilesController],
  providers: [
    {
      provide: FileAcceptance,
      inject: [AcceptUpdates, CONFIG],
      useFactory: (updates: AcceptUpdates, config: Settings) =>
        new FileAcceptance({
          updates,
          limits: {
            max_rows: config.STOCKPROOF_INGEST_MAX_EVENTS,
            max_bytes: config.STOCKPROOF_INGEST_MAX_BODY_BYTES,
          },
          patience_ms: PATIENCE_MS,
          wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
        }),
    },
  ],
})
export class UpdateFilesModule {}
