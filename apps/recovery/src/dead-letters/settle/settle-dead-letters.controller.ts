import { Access } from '@stockproof/auth';
import { Answers, part, wholeSchema } from '@stockproof/http';
import { Audited } from '@stockproof/security-log';
import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DEAD_LETTERS } from '../../tokens.js';
import { dismissDeadLetter, type SettleContext } from './dismiss-dead-letter.js';
import { parseRecordPosition, MAX_PARTITION, TOPIC_SCHEMA } from '../record-position.js';
import { operatorName, REASON_BODY, reasonOf } from '../said.js';
import { releaseDeadLetter } from './release-dead-letter.js';

const RELEASED = z.strictObject({ seller_id: part.text, event_id: part.text, released: z.boolean() });

const CLOSED = z.strictObject({
  closed: z.boolean().describe('false: asked for, not noted yet; look again'),
});

@ApiTags('dead letters')
@Controller('v1/dead-letters/:topic/:partition/:offset')
@Access('role:approver', 'role:break-glass')
@ApiParam({ name: 'topic', schema: TOPIC_SCHEMA })
@ApiParam({ name: 'partition', schema: wholeSchema(0, MAX_PARTITION) })
@ApiParam({ name: 'offset', schema: wholeSchema(0, Number.MAX_SAFE_INTEGER) })
export class SettleDeadLettersController {
  constructor(@Inject(DEAD_LETTERS) private readonly context: SettleContext) {}

  @Post('release')
  @Audited('release_dead_letter')
  @HttpCode(200)
  @Answers(RELEASED)
  @ApiBody({ schema: REASON_BODY })
  @ApiOperation({
    summary:
      'Part a dead letter from an event that it did not become, so that it can be sent again as another',
  })
  async release(
    @Param('topic') topic: string,
    @Param('partition') partition: string,
    @Param('offset') offset: string,
    @Body() body: unknown,
    @Req() request: object,
  ): Promise<object> {
    return releaseDeadLetter(
      this.context,
      parseRecordPosition(`${topic}/${partition}/${offset}`, 'the dead letter'),
      reasonOf(body),
      operatorName(request),
    );
  }

  @Post('dismiss')
  @Audited('dismiss_dead_letter')
  @HttpCode(200)
  @Answers(CLOSED)
  @ApiBody({ schema: REASON_BODY })
  @ApiOperation({ summary: 'Close a dead letter that nothing is to come of' })
  async dismiss(
    @Param('topic') topic: string,
    @Param('partition') partition: string,
    @Param('offset') offset: string,
    @Body() body: unknown,
    @Req() request: object,
  ): Promise<object> {
    const place = parseRecordPosition(`${topic}/${partition}/${offset}`, 'the dead letter');
    return { closed: await dismissDeadLetter(this.context, place, reasonOf(body), operatorName(request)) };
  }
}
