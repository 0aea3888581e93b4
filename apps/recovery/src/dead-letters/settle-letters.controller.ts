import { Access, principalOf } from '@stockproof/auth';
import { Answers, type BodySchema, Problem, wholeSchema } from '@stockproof/http';
import { Audited } from '@stockproof/security-log';
import { wordsText } from '@stockproof/texts';
import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DEAD_LETTERS } from '../tokens.js';
import { CLOSED, RELEASED } from './answers.js';
import { dismissLetter } from './dismiss-letter.js';
import { letterPlace, MOST_PARTITION, TOPIC_SCHEMA } from './letter-place.js';
import type { RedriveContext } from './redrive-letter.js';
import { releaseLetter } from './release-letter.js';

const LONGEST = 1_000;
const REASON: BodySchema = { type: 'object', required: ['reason'], additionalProperties: false, properties: { reason: { type: 'string', minLength: 1, maxLength: LONGEST } } };
const bodies = z.strictObject({ reason: wordsText(LONGEST) });

@ApiTags('dead letters')
@Controller('v1/dead-letters/:topic/:partition/:offset')
@Access('role:approver', 'role:break-glass')
@ApiParam({ name: 'topic', schema: TOPIC_SCHEMA })
@ApiParam({ name: 'partition', schema: wholeSchema(0, MOST_PARTITION) })
@ApiParam({ name: 'offset', schema: wholeSchema(0, Number.MAX_SAFE_INTEGER) })
export class SettleLettersController {
  constructor(@Inject(DEAD_LETTERS) private readonly context: RedriveContext) {}

  @Post('release')
  @Audited('release_letter')
  @HttpCode(200)
  @Answers(RELEASED)
  @ApiBody({ schema: REASON })
  @ApiOperation({ summary: 'Part a dead letter from an event that it did not become, so that it can be sent again as another' })
  async release(
    @Param('topic') topic: string, @Param('partition') partition: string, @Param('offset') offset: string, @Body() body: unknown, @Req() request: object,
  ): Promise<object> {
    return releaseLetter(this.context, letterPlace(`${topic}/${partition}/${offset}`, 'the letter'), reasonOf(body), nameOf(request));
  }

  @Post('dismiss')
  @Audited('dismiss_letter')
  @HttpCode(200)
  @Answers(CLOSED)
  @ApiBody({ schema: REASON })
  @ApiOperation({ summary: 'Close a dead letter that nothing is to come of' })
  async dismiss(
    @Param('topic') topic: string, @Param('partition') partition: string, @Param('offset') offset: string, @Body() body: unknown, @Req() request: object,
  ): Promise<object> {
    const place = letterPlace(`${topic}/${partition}/${offset}`, 'the letter');
    return { closed: await dismissLetter(this.context, place, reasonOf(body), nameOf(request)) };
  }
}

function reasonOf(body: unknown): string {
  const parsed = bodies.safeParse(body);
  if (parsed.success) return parsed.data.reason;
  const [issue] = parsed.error.issues;
  throw new Problem(400, 'bad_request', `${issue?.path.map(String).join('.') || 'the body'}: ${issue?.message ?? 'is wrong'}`);
}

function nameOf(request: object): string {
  const principal = principalOf(request);
  return principal.kind === 'operator' ? principal.name : principal.kind;
}
