import { Access } from '@stockproof/auth';
import { AnswersOf, wholeNumber, wholeSchema } from '@stockproof/http';
import { readRecords } from '@stockproof/security-log';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { SECURITY_AUDIT_POOL } from '../tokens.js';

const MAX = 10_000;
const DEFAULT_LIMIT = 1_000;

/** Only for security auditors, so that nobody who may act controls the log. */
@ApiTags('security log')
@Controller('v1/security-log')
@Access('role:security-auditor')
export class SecurityLogController {
  constructor(@Inject(SECURITY_AUDIT_POOL) private readonly pool: Pool) {}

  @Get()
  @Header('content-type', 'application/x-ndjson')
  @AnswersOf('application/x-ndjson')
  @ApiOperation({
    summary:
      'Records of all services after a number, oldest first, one JSON object a line; an empty answer: there are no more',
  })
  @ApiQuery({
    name: 'after',
    required: false,
    schema: { ...wholeSchema(0, Number.MAX_SAFE_INTEGER), default: 0 },
  })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: DEFAULT_LIMIT } })
  async read(@Query('after') after?: unknown, @Query('limit') limit?: unknown): Promise<string> {
    const records = await readRecords(
      this.pool,
      wholeNumber(after, 'after', 0, Number.MAX_SAFE_INTEGER, 0),
      wholeNumber(limit, 'limit', 1, MAX, DEFAULT_LIMIT),
    );
    return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  }
}
