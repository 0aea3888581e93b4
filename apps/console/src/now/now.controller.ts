import { Access } from '@stockproof/auth';
import {
  NOW_SNAPSHOT,
  type NowSnapshot,
  SERIES_ANSWER,
  SERIES_MINUTES,
  type SeriesAnswer,
} from '@stockproof/console';
import { Answers, Ending, Problem, STREAMED, Streams, wholeNumber, wholeSchema } from '@stockproof/http';
import { Controller, Get, type MessageEvent, Query, Req, Sse } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { liveEvents } from './live-events.js';
import { Series, SERIES_NAMES } from './series.js';
import { SharedPoll } from './shared-poll.js';

/** Every operator of a role that reads; the roles are those that recovery reads for. */
@ApiTags('now')
@Controller('api')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class NowController {
  constructor(
    private readonly shared: SharedPoll,
    private readonly series: Series,
    private readonly ending: Ending,
  ) {}

  @Get('now')
  @Answers(NOW_SNAPSHOT)
  @ApiOperation({ summary: 'The pipeline now: each hop with a verdict, and what waits for people' })
  now(): Promise<NowSnapshot> {
    return this.shared.newest();
  }

  @Sse('live', STREAMED)
  @Streams('now')
  @ApiOperation({ summary: 'Server-sent events: the pipeline now, then at every poll' })
  live(@Req() request: object): Observable<Partial<MessageEvent>> {
    return this.ending.ends(liveEvents(this.shared.watch()), request);
  }

  @Get('series')
  @Answers(SERIES_ANSWER)
  @ApiOperation({ summary: 'Figures of the hops over the last minutes, as far as somebody watched' })
  @ApiQuery({
    name: 'names',
    schema: { type: 'string', maxLength: 1_024 },
    description: 'with commas between them, such as `decided.oldest_seconds,decided.per_second`',
  })
  @ApiQuery({
    name: 'minutes',
    required: false,
    schema: { ...wholeSchema(1, SERIES_MINUTES), default: SERIES_MINUTES },
  })
  values(@Query('names') names?: unknown, @Query('minutes') minutes?: unknown): SeriesAnswer {
    const wanted = seriesNames(names);
    return this.series.read(
      wanted,
      wholeNumber(minutes, 'minutes', 1, SERIES_MINUTES, SERIES_MINUTES),
      Date.now(),
    );
  }
}

/** Throws a 400 that says which names there are. */
function seriesNames(given: unknown): readonly string[] {
  const names = typeof given === 'string' ? given.split(',') : [];
  if (names.length > 0 && names.every((name) => SERIES_NAMES.includes(name))) return names;
  throw new Problem(400, 'bad_request', `names must be of these, with commas: ${SERIES_NAMES.join(',')}`);
}
