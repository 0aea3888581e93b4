import { Access, principalOf } from '@stockproof/auth';
import { Answers, part, Problem } from '@stockproof/http';
import { Controller, Get, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { BacklogWatch } from './backlog-watch.js';

const QUEUED = z.strictObject({
  seller_id: part.text,
  queued: part.count.describe('accepted by this process and not decided, as of its last look at the backlog'),
});

/** How much of a seller is queued; what was decided is the command handler's to tell. */
@ApiTags('inventory updates')
@Controller('v1')
export class QueuedUpdatesController {
  constructor(private readonly backlog: BacklogWatch) {}

  @Get('queued-updates')
  @Access('seller')
  @Answers(QUEUED)
  @ApiOperation({ summary: 'How many updates of the own seller are queued and not decided yet' })
  queued(@Req() request: object): z.infer<typeof QUEUED> {
    const principal = principalOf(request);
    if (principal.kind !== 'seller') throw new Problem(403, 'forbidden', 'only a seller has updates');
    const { seller_id } = principal;
    return { seller_id, queued: this.backlog.queuedOf(seller_id) };
  }
}
