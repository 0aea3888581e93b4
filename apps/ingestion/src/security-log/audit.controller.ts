import { Access } from '@stockproof/auth';
import {
  Answers,
  INSTANT_SCHEMA,
  instantOrNull,
  part,
  textOrNull,
  wholeNumber,
  wholeSchema,
  wordOrNull,
} from '@stockproof/http';
import { nameSchema } from '@stockproof/events';
import { SECURITY_ACTIONS, SECURITY_OUTCOMES } from '@stockproof/security-events';
import { listActs } from '@stockproof/security-log';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { z } from 'zod';
import { SECURITY_AUDIT_POOL } from '../tokens.js';

const MAX = 500;
const DEFAULT = 100;
const LONGEST_NAME = 256;
const { count, instant, text } = part;

/** A page of the security log, the newest act first. */
const ACTS = z.strictObject({
  items: z.array(
    z.strictObject({
      sequence: count,
      recorded_at: instant,
      recorded_by: text.describe('the login of the service that recorded it'),
      action: text,
      outcome: text.describe('done, refused, failed (unknown), or attempted: written before the act'),
      actor: text.nullable(),
      target: text.nullable(),
      reason: text.nullable(),
      address: text.nullable(),
      detail: text.nullable(),
    }),
  ),
  next_before: count.nullable().describe('`before` of the next page; null: this is the last one'),
});

/** Who did what, for security auditors: as the log itself, so that nobody who may act controls it. */
@ApiTags('security log')
@Controller('v1/audit')
@Access('role:security-auditor')
export class AuditController {
  constructor(@Inject(SECURITY_AUDIT_POOL) private readonly pool: Pool) {}

  @Get()
  @Answers(ACTS)
  @ApiOperation({ summary: 'Who did what at which service, newest first; filters add up' })
  @ApiQuery({
    name: 'actor',
    required: false,
    schema: nameSchema(LONGEST_NAME),
    description: 'such as operator ada',
  })
  @ApiQuery({ name: 'action', required: false, enum: SECURITY_ACTIONS })
  @ApiQuery({ name: 'outcome', required: false, enum: SECURITY_OUTCOMES })
  @ApiQuery({ name: 'target', required: false, schema: nameSchema(LONGEST_NAME), description: 'exactly' })
  @ApiQuery({ name: 'since', required: false, schema: INSTANT_SCHEMA })
  @ApiQuery({
    name: 'before',
    required: false,
    schema: wholeSchema(1, Number.MAX_SAFE_INTEGER),
    description: '`next_before` of the page before',
  })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: DEFAULT } })
  async list(@Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const limit = wholeNumber(query['limit'], 'limit', 1, MAX, DEFAULT);
    const found = await listActs(
      this.pool,
      {
        actor: textOrNull(query['actor'], 'actor', LONGEST_NAME),
        action: wordOrNull(query['action'], 'action', SECURITY_ACTIONS),
        outcome: wordOrNull(query['outcome'], 'outcome', SECURITY_OUTCOMES),
        target: textOrNull(query['target'], 'target', LONGEST_NAME),
        since: instantOrNull(query['since'], 'since'),
        before: wholeNumber(query['before'], 'before', 1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      },
      limit + 1,
    );
    const items = found.slice(0, limit);
    return { items, next_before: found.length > limit ? (items.at(-1)?.sequence ?? null) : null };
  }
}
