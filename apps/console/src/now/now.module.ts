import { createTokenSigner } from '@stockproof/auth';
import { Ending } from '@stockproof/http';
import { CONFIG, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import { upstreamsOf } from '../proxy/upstreams.js';
import type { Settings } from '../settings.js';
import { NowController } from './now.controller.js';
import { Series } from './series.js';
import { SharedPoll } from './shared-poll.js';
import { pollSources, type SourceAccess } from './sources/poll-sources.js';

/** Every source has this long to answer. */
const WITHIN_MS = 2_000;

/** What of the pipeline the console asks itself, with its own identity: no figure is of a person. */
@Module({
  controllers: [NowController],
  providers: [
    Series,
    {
      provide: SharedPoll,
      inject: [CONFIG, LOGGER, Lifecycle, Ending, Series],
      useFactory: (
        config: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
        ending: Ending,
        series: Series,
      ) => {
        const sign = createTokenSigner('console', config.STOCKPROOF_SERVICE_KEY_FILE);
        const access: SourceAccess = {
          urls: upstreamsOf(config),
          // The projection has another name for its tokens than in the browser's addresses.
          token: (source) => sign(source === 'availability' ? 'availability-projection' : source),
          within_ms: WITHIN_MS,
          end: ending.signal,
          fetch,
          now_ms: Date.now,
        };
        const shared = new SharedPoll({
          poll: (before) => pollSources(access, before),
          series,
          now_ms: Date.now,
          onFailed: (error) => logger.error({ err: error }, 'the poll of the sources failed'),
        });
        lifecycle.run(shared.task);
        return shared;
      },
    },
  ],
})
export class NowModule {}
