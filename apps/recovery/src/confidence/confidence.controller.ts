import { Access } from '@stockproof/auth';
import { Answers, textOrNull, wholeNumber, wholeSchema, wordOrNull } from '@stockproof/http';
import { nameSchema } from '@stockproof/events';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { LEDGER_POOL, RECORDS_POOL, VIEW_POOL } from '../tokens.js';
import { OFFERS, SUMMARY } from './answers.js';
import { pageToken, OFFER_PLACE, offerPlace } from './offer-place.js';
import { countHeads } from '../flows/scope/sql/offers.js';
import { countSuspects } from '../flows/histories/sql/view.js';
import { listConfidence, summariseConfidence } from '../evidence/sql/offer-confidence.js';

const MAX = 1_000;
const LEVELS = ['trusted', 'untrusted'];

@ApiTags('confidence')
@Controller('v1/confidence')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class ConfidenceController {
  constructor(
    @Inject(RECORDS_POOL) private readonly records: Pool,
    @Inject(LEDGER_POOL) private readonly ledger: Pool,
    @Inject(VIEW_POOL) private readonly view: Pool,
  ) {}

  @Get()
  @Answers(SUMMARY)
  @ApiOperation({ summary: 'How much of the stock is proved, and how old the oldest proof is' })
  async summary(): Promise<object> {
    const [counts, offers, suspect] = await Promise.all([
      summariseConfidence(this.records),
      countHeads(this.ledger),
      countSuspects(this.view),
    ]);
    const { trusted, untrusted, oldest_verified_at } = counts;
    const unverified = Math.max(0, offers - trusted - untrusted);
    return { offers, trusted, untrusted, unverified, suspect, oldest_verified_at };
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
