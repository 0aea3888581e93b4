import { CONFIG, LOGGER, TELEMETRY } from '@stockproof/service';
import { Global, Module } from '@nestjs/common';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { GLASS_ALARM, RECORDS_POOL, REVIEW_WITHIN_HOURS } from '../tokens.js';
import { alarmOfBreakGlass } from './metrics.js';

/**
 * The alarm of what one person did alone. Global: requests break the glass, and the API of this folder is about
 * requests, so neither module can import the other.
 */
@Global()
@Module({
  imports: [SourcesModule],
  providers: [
    {
      provide: REVIEW_WITHIN_HOURS,
      inject: [CONFIG],
      useFactory: (config: Settings) => config.STOCKPROOF_BREAK_GLASS_REVIEW_HOURS,
    },
    {
      provide: GLASS_ALARM,
      inject: [TELEMETRY, LOGGER, RECORDS_POOL, REVIEW_WITHIN_HOURS],
      useFactory: alarmOfBreakGlass,
    },
  ],
  exports: [GLASS_ALARM, REVIEW_WITHIN_HOURS],
})
export class GlassAlarmModule {}
