import { Access, callerOf } from '@stockproof/auth';
import {
  Answers,
  Ending,
  openApiSchema,
  parseBody,
  pathText,
  Problem,
  STREAMED,
  Streams,
  wordOrNull,
} from '@stockproof/http';
import { identifier, nameSchema } from '@stockproof/events';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  type MessageEvent,
  Param,
  Post,
  Query,
  Req,
  Sse,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { defer, interval, map, merge, mergeMap, type Observable } from 'rxjs';
import { z } from 'zod';
import { AvailabilityStream } from '../stream/availability-stream.js';
import {
  BATCH_ANSWER,
  CONFIDENCE_LEVELS,
  type Confidence,
  ONE_OFFER,
  SKU_ANSWER,
  type SkuAnswer,
} from './answers.js';
import { isConfident } from './describe-availability.js';
import { AvailabilityQueries } from './availability-queries.js';
import { maySee } from '../stream/may-see.js';

const SKU_LENGTH = 64;
const MAX_SKUS = 500;
const MAX_STREAMED_SKUS = 50;
const KEEP_ALIVE_MS = 15_000;

const NAME = nameSchema(SKU_LENGTH);
const TOO_MANY_SKUS = `must be an array of 1 to ${MAX_SKUS} SKUs`;
const batches = z.strictObject({
  skus: z.array(identifier(SKU_LENGTH), TOO_MANY_SKUS).min(1, TOO_MANY_SKUS).max(MAX_SKUS, TOO_MANY_SKUS),
  min_confidence: z.enum(CONFIDENCE_LEVELS).default('untrusted'),
});
const SELLER = { name: 'seller_id', schema: NAME } as const;
const SKU = { name: 'sku', schema: NAME } as const;

/** Public; the full answer needs the seller's key or a viewer's token. */
@ApiTags('availability')
@Controller('v1')
@Access('public', 'seller', 'role:viewer')
export class AvailabilityController {
  constructor(
    private readonly queries: AvailabilityQueries,
    private readonly stream: AvailabilityStream,
    private readonly ending: Ending,
  ) {}

  @Sse('availability-stream', STREAMED)
  @Streams('snapshot', 'availability', 'keep-alive')
  @ApiOperation({ summary: 'Server-sent events: the offers of a SKU now, then each change' })
  @ApiQuery({
    name: 'sku',
    schema: { type: 'array', items: NAME, minItems: 1, maxItems: MAX_STREAMED_SKUS },
    explode: true,
  })
  watch(@Query('sku') sku: unknown, @Req() request: object): Observable<MessageEvent> {
    const sees = maySee(callerOf(request));
    const skus = streamedSkus(Array.isArray(sku) ? sku : [sku]);
    // Subscribed before the view is read, so a change in between is sent twice and not missed.
    const now = defer(() => this.queries.bySkus(skus, sees)).pipe(
      mergeMap((answers) => answers.map((answer) => ({ type: 'snapshot', data: answer }))),
    );
    const changes = this.stream.changes(skus, sees).pipe(map((data) => ({ type: 'availability', data })));
    const beats = interval(KEEP_ALIVE_MS).pipe(map(() => ({ type: 'keep-alive', data: '{}' })));
    return this.ending.ends(merge(now, changes, beats), request);
  }

  @Get('availability/:sku')
  @ApiParam(SKU)
  @Answers(SKU_ANSWER)
  @ApiOperation({
    summary:
      'All offers of a SKU and the total that can be sold; all of an offer for its seller and for viewers',
  })
  @ApiQuery({
    name: 'min_confidence',
    required: false,
    enum: CONFIDENCE_LEVELS,
    description: 'offers below are withheld',
  })
  async sku(
    @Req() request: object,
    @Param('sku') name: string,
    @Query('min_confidence') level?: unknown,
  ): Promise<SkuAnswer> {
    const sku = pathText(name, 'sku', SKU_LENGTH);
    const [answer] = await this.queries.bySkus([sku], maySee(callerOf(request)), checkedLevel(level));
    if (answer === undefined || answer.offers.length + (answer.withheld ?? 0) === 0)
      throw unknown('nobody offers this sku');
    return answer;
  }

  @Get('availability/:sku/:seller_id')
  @ApiParam(SKU)
  @ApiParam(SELLER)
  @Answers(ONE_OFFER)
  @ApiOperation({ summary: 'One offer' })
  @ApiQuery({
    name: 'min_confidence',
    required: false,
    enum: CONFIDENCE_LEVELS,
    description: 'an offer below is a 409',
  })
  async offer(
    @Req() request: object,
    @Param('sku') name: string,
    @Param('seller_id') seller: string,
    @Query('min_confidence') level?: unknown,
  ): Promise<object> {
    const wanted = checkedLevel(level);
    const answer = await this.queries.byOffer(
      pathText(name, 'sku', SKU_LENGTH),
      pathText(seller, 'seller_id', 64),
      maySee(callerOf(request)),
    );
    if (answer === null) throw unknown('this seller does not offer this sku');
    if (!isConfident(answer.confidence, wanted)) {
      throw new Problem(
        409,
        'confidence_too_low',
        `the offer is ${answer.confidence}, ${wanted} was asked for`,
      );
    }
    return answer;
  }

  @Post(['availability', 'availability/batch'])
  @HttpCode(200)
  @Answers(BATCH_ANSWER)
  @ApiOperation({ summary: `Up to ${MAX_SKUS} SKUs at once, answered in order` })
  @ApiBody({ schema: openApiSchema(batches) })
  async batch(@Req() request: object, @Body() body: unknown): Promise<{ items: SkuAnswer[] }> {
    const { skus, min_confidence } = parseBody(batches, body);
    return { items: await this.queries.bySkus(skus, maySee(callerOf(request)), min_confidence) };
  }
}

function streamedSkus(skus: readonly unknown[]): string[] {
  if (skus.length === 0 || skus.length > MAX_STREAMED_SKUS)
    throw new Problem(400, 'bad_request', `sku: 1 to ${MAX_STREAMED_SKUS} SKUs can be watched`);
  return skus.map((sku) => pathText(sku, 'sku', SKU_LENGTH));
}

function unknown(detail: string): Problem {
  return new Problem(404, 'unknown_sku', detail);
}

function checkedLevel(level: unknown): Confidence {
  return wordOrNull(level, 'min_confidence', CONFIDENCE_LEVELS) ?? 'untrusted';
}
