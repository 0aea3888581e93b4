import { Access } from '@stockproof/auth';
import { Answers, part, pathText, wholeNumber, wholeSchema, wordOrNull } from '@stockproof/http';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RECOVERY_ID } from '../engine/recovery-id.js';
import { Recoveries } from '../requests/recoveries.js';
import { RUN_OFFERS } from '../tokens.js';
import { listRunOffers, OFFER_RESULTS, type RunOffersContext } from './list-run-offers.js';
import { OFFER_TOKEN, offerAfter, offerToken } from './offer-token.js';

const MAX = 500;
const DEFAULT = 100;
const { count, text } = part;

/** A page of the offers of a run. */
const OFFERS_OF_RUN = z.strictObject({
  recovery_id: text,
  of: z
    .enum(['scope', 'record'])
    .describe(
      '`record`: what it attests. `scope`: nothing is sealed yet; the offers of the ledger that it selects now',
    ),
  items: z.array(
    z.strictObject({
      seller_id: text,
      sku: text,
      version: count
        .nullable()
        .describe('attested, or of the ledger now; null: the record names it and attests none'),
      result: z.enum(OFFER_RESULTS),
      checks: z.array(text).describe('failed checks that name it'),
    }),
  ),
  differences_found: count.describe('by all failed checks; one offer may have several'),
  differences_listed: count.describe('that the record names; of the others it has the number only'),
  next: text.nullable().describe('`after` of the next page; null: this is the last one'),
});

@ApiTags('recoveries')
@Controller('v1/recoveries')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class RunOffersController {
  constructor(
    private readonly recoveries: Recoveries,
    @Inject(RUN_OFFERS) private readonly context: RunOffersContext,
  ) {}

  @Get(':id/offers')
  @Answers(OFFERS_OF_RUN)
  @ApiParam({ name: 'id', schema: RECOVERY_ID })
  @ApiOperation({ summary: 'The offers of a recovery by name, with what its record says of each' })
  @ApiQuery({ name: 'result', required: false, enum: OFFER_RESULTS })
  @ApiQuery({ name: 'after', required: false, schema: OFFER_TOKEN, description: '`next` of the page before' })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: DEFAULT } })
  async list(
    @Param('id') id: string,
    @Query('result') result?: unknown,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<object> {
    const recovery_id = pathText(id, 'recovery_id', 64);
    const most = wholeNumber(limit, 'limit', 1, MAX, DEFAULT);
    const wanted = {
      result: wordOrNull(result, 'result', OFFER_RESULTS),
      after: offerAfter(after),
      limit: most + 1,
    };
    const { state } = await this.recoveries.find(recovery_id);
    const { items, ...found } = await listRunOffers(this.context, recovery_id, state, wanted);
    const page = items.slice(0, most);
    const last = page.at(-1);
    const next = items.length > most && last !== undefined ? offerToken(last) : null;
    return { recovery_id, ...found, items: page, next };
  }
}
