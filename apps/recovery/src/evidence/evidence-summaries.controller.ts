import { Access } from '@stockproof/auth';
import { nameSchema } from '@stockproof/events';
import { Answers, pathText, wholeNumber, wholeSchema } from '@stockproof/http';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { RECORDS_POOL } from '../tokens.js';
import { SUMMARIES } from './answers.js';
import { type EvidenceSummary, listProofsOfOffer, listSummaries } from './sql/evidence.js';

const MAX = 500;
const DEFAULT = 100;

@ApiTags('evidence')
@Controller('v1/evidence-summaries')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class EvidenceSummariesController {
  constructor(@Inject(RECORDS_POOL) private readonly pool: Pool) {}

  @Get()
  @Answers(SUMMARIES)
  @ApiOperation({
    summary: 'Records without their content, newest first: all, or those that attest the history of an offer',
  })
  @ApiQuery({ name: 'seller_id', required: false, schema: nameSchema(64), description: 'with `sku`' })
  @ApiQuery({ name: 'sku', required: false, schema: nameSchema(64), description: 'with `seller_id`' })
  @ApiQuery({
    name: 'before',
    required: false,
    schema: wholeSchema(1, Number.MAX_SAFE_INTEGER),
    description: 'the last sequence of the page before',
  })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: DEFAULT } })
  async list(
    @Query('seller_id') seller?: unknown,
    @Query('sku') name?: unknown,
    @Query('before') before?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<object> {
    const first = wholeNumber(before, 'before', 1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    const most = wholeNumber(limit, 'limit', 1, MAX, DEFAULT);
    const found =
      seller === undefined && name === undefined
        ? await listSummaries(this.pool, first, most)
        : await listProofsOfOffer(
            this.pool,
            { seller_id: pathText(seller, 'seller_id', 64), sku: pathText(name, 'sku', 64) },
            first,
            most,
          );
    const next_before = found.length === most ? (found.at(-1)?.sequence ?? null) : null;
    return { items: found.map(summary), next_before };
  }
}

function summary({ version, chain_digest, recorded_at, ...record }: EvidenceSummary): object {
  const attests = version === null ? null : { version, chain_digest };
  return { ...record, recorded_at: recorded_at.toISOString(), attests };
}
