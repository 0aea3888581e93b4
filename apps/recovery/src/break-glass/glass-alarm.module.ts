import { CONFIG, LOGGER, TELEMETRY } from '@stockproof/service';
import { Global, Module } from '@nestjs/common';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { GLASS_ALARM, RECORDS_POOL, REVIEW_WITHIN_HOURS } from '../tokens.js';
import { alarmOfBreakGlass } from './metrics.js';

/**
 * The alarm of approvals by one person alone. Global, because requests raise it, and the API of this folder
 * imports the module of requests.
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
