import { Access } from '@stockproof/auth';
import { Answers, textOrNull, wholeNumber, wholeSchema, wordOrNull } from '@stockproof/http';
import { nameSchema } from '@stockproof/events';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { Recoveries } from '../requests/recoveries.js';
import { RECORDS_POOL, REVIEW_WITHIN_HOURS } from '../tokens.js';
import { GLASSES } from './answers.js';
import { type ListedGlass, listBreakGlass } from '../runs/sql/break-glass.js';

const MAX = 500;
const DEFAULT_LIMIT = 100;
const STATES = ['unreviewed', 'reviewed', 'all'] as const;

/** Break-glass approvals, for review. */
@ApiTags('recoveries')
@Controller('v1/break-glass')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class BreakGlassController {
  constructor(
    @Inject(RECORDS_POOL) private readonly pool: Pool,
    private readonly recoveries: Recoveries,
    @Inject(REVIEW_WITHIN_HOURS) private readonly within_hours: number,
  ) {}

  @Get()
  @Answers(GLASSES)
  @ApiOperation({ summary: 'Broken glass that nobody has reviewed, the oldest first' })
  @ApiQuery({
    name: 'state',
    required: false,
    schema: { type: 'string', enum: [...STATES], default: 'unreviewed' },
  })
  @ApiQuery({
    name: 'after',
    required: false,
    schema: nameSchema(64),
    description: 'the recovery of the last one of the page before',
  })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: DEFAULT_LIMIT } })
  async list(
    @Query('state') state?: unknown,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<object> {
    const last = textOrNull(after, 'after', 64);
    const wanted = wordOrNull(state, 'state', STATES) ?? 'unreviewed';
    const reviewed = wanted === 'all' ? null : wanted === 'reviewed';
    const items = await listBreakGlass(
      this.pool,
      this.within_hours,
      reviewed,
      last,
      wholeNumber(limit, 'limit', 1, MAX, DEFAULT_LIMIT),
    );
    // An empty page may also mean that `after` is unknown.
    if (items.length === 0 && last !== null) await this.recoveries.find(last);
    return { items: items.map(reported) };
  }
}

function reported({ broken_at, review, ...glass }: ListedGlass): object {
  return {
    ...glass,
    broken_at: broken_at.toISOString(),
    review: review === null ? null : (JSON.parse(review) as unknown),
  };
}
