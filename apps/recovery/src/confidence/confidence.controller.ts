import { Access } from '@stockproof/auth';
import { Answers, textOrNull, wholeNumber, wholeSchema, wordOrNull } from '@stockproof/http';
import { nameSchema } from '@stockproof/events';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { CONFIDENCE_SUMMARY, RECORDS_POOL } from '../tokens.js';
import { OFFERS, SUMMARY } from './answers.js';
import { pageToken, OFFER_PLACE, offerPlace } from './offer-place.js';
import type { Summary } from './proofs/summarise.js';
import { listConfidence } from '../evidence/sql/offer-confidence.js';

const MAX = 1_000;
const LEVELS = ['trusted', 'untrusted'];

@ApiTags('confidence')
@Controller('v1/confidence')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class ConfidenceController {
  constructor(
    @Inject(RECORDS_POOL) private readonly records: Pool,
    @Inject(CONFIDENCE_SUMMARY) private readonly summariseNow: () => Promise<Summary>,
  ) {}

  @Get()
  @Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass', 'service:console')
  @Answers(SUMMARY)
  @ApiOperation({ summary: 'How many offers are proven how recently, and how many are verified now' })
  summary(): Promise<Summary> {
    return this.summariseNow();
  }

  @Get('offers')
  @Answers(OFFERS)
  @ApiOperation({ summary: 'Offers with what the newest record says of them, the oldest first' })
  @ApiQuery({ name: 'confidence', required: false, enum: LEVELS })
  @ApiQuery({ name: 'sku', required: false, schema: nameSchema(64) })
  @ApiQuery({ name: 'after', required: false, schema: OFFER_PLACE, description: '`next` of the page before' })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: MAX } })
  async offers(
    @Query('confidence') confidence?: unknown,
    @Query('sku') sku?: unknown,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<object> {
    const most = wholeNumber(limit, 'limit', 1, MAX, MAX);
    const wanted = {
      confidence: wordOrNull(confidence, 'confidence', LEVELS),
      sku: textOrNull(sku, 'sku', 64),
      after: after === undefined ? null : offerPlace(after),
    };
    const found = await listConfidence(this.records, wanted, most + 1);
    const items = found.slice(0, most);
    const last = items.at(-1);
    return { items, next: found.length > most && last !== undefined ? pageToken(last) : null };
  }
}
