import { Access, principalOf } from '@stockproof/auth';
import { pathText, Problem } from '@stockproof/http';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { DEAD_LETTERS, LEDGER_POOL } from '../tokens.js';
import type { RedriveContext } from './redrive-letter.js';
import { redriveLetter } from './redrive-letter.js';
import { countLetters } from './sql/count-letters.js';
import { listLetters } from './sql/list-letters.js';

const MOST = 1_000;

@ApiTags('dead letters')
@Controller('v1/dead-letters')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class DeadLettersController {
  constructor(
    @Inject(LEDGER_POOL) private readonly ledger: Pool,
    @Inject(DEAD_LETTERS) private readonly context: RedriveContext,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Quarantined messages, the oldest first, with the contract’s policy' })
  @ApiQuery({ name: 'reason', required: false })
  @ApiQuery({ name: 'sku', required: false })
  @ApiQuery({ name: 'after', required: false, description: 'quarantined_at of the last one of the page before' })
  async list(@Query('reason') reason?: string, @Query('sku') sku?: string, @Query('after') after?: string): Promise<object> {
    if (after !== undefined && Number.isNaN(Date.parse(after))) throw new Problem(400, 'bad_request', 'after must be a time');
    const policy = this.context.contract.dead_letters;
    const [by_reason, items] = await Promise.all([
      countLetters(this.ledger, policy.triage_within_hours),
      listLetters(this.ledger, policy.triage_within_hours, { reason: reason ?? null, sku: sku ?? null, after: after ?? null }, MOST),
    ]);
    return { policy, by_reason, overdue: by_reason.reduce((sum, { overdue }) => sum + overdue, 0), items };
  }

  @Post(':topic/:partition/:offset/redrive')
  @HttpCode(200)
  @Access('role:approver', 'role:break-glass')
  @ApiOperation({ summary: 'Send a dead letter again as the corrected event, between two verifications of its offer' })
  async redrive(
    @Param('topic') topic: string, @Param('partition') partition: string, @Param('offset') offset: string,
    @Body() body: { event?: unknown } | undefined, @Req() request: object,
  ): Promise<object> {
    const principal = principalOf(request);
    const by = principal.kind === 'operator' ? principal.name : principal.kind;
    const place = { topic: pathText(topic, 'topic', 255), partition: whole(partition, 'partition'), offset: whole(offset, 'offset') };
    return redriveLetter(this.context, place, body?.event, by);
  }
}

function whole(text: string, name: string): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new Problem(400, 'bad_request', `${name} must be a whole number`);
}
