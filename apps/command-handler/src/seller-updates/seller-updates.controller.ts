import { Access } from '@stockproof/auth';
import {
  Answers,
  Ending,
  INSTANT_SCHEMA,
  instantOrNull,
  STREAMED,
  Streams,
  textOrNull,
  wholeNumber,
  wholeSchema,
  wordOrNull,
} from '@stockproof/http';
import { nameSchema } from '@stockproof/events';
import { Controller, Get, Headers, Inject, type MessageEvent, Query, Req, Sse } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { interval, map, merge, type Observable } from 'rxjs';
import { readOfSeller, sellerAsked, sellerToRead } from '../read-of-seller.js';
import { COMMANDS_TOPIC, INVENTORY_POOL } from '../tokens.js';
import { describeUpdate, UPDATES_OF_SELLER, type UpdatesOfSeller } from './answers.js';
import { decidedHorizon, followSeller } from './follow-seller.js';
import { LAST_PLACE, placeBefore, encodePlace, readPlace } from './place.js';
import { listUpdates, type UpdateFilter } from './sql/updates-of-seller.js';
import { UPDATE_STATUSES } from './statuses.js';

const MAX_ROWS = 1_000;
const DEFAULT_ROWS = 100;
const FOLLOW_MS = 1_000;
const KEEP_ALIVE_MS = 15_000;
const EPOCH = new Date(0);

const SELLER_QUERY = {
  name: 'seller_id',
  required: false,
  schema: nameSchema(64),
  description: 'operators and services must say it, a seller can name itself only',
} as const;
const STATUS_QUERY = {
  name: 'status',
  required: false,
  schema: { type: 'string', enum: [...UPDATE_STATUSES] },
} as const;
const SKU_QUERY = { name: 'sku', required: false, schema: nameSchema(64) } as const;
const since = (description: string) => ({
  name: 'since',
  required: false,
  schema: INSTANT_SCHEMA,
  description,
});

/** What became of the updates of a seller. */
@ApiTags('outcomes')
@Controller('v1')
@Access('seller', 'role:viewer', 'service')
export class SellerUpdatesController {
  constructor(
    @Inject(INVENTORY_POOL) private readonly pool: Pool,
    @Inject(COMMANDS_TOPIC) private readonly commands_topic: string,
    private readonly ending: Ending,
  ) {}

  @Get('inventory-updates')
  @Answers(UPDATES_OF_SELLER)
  @ApiOperation({
    summary: 'What became of the updates of a seller, the newest first; a seller sees its own',
  })
  @ApiQuery(SELLER_QUERY)
  @ApiQuery(STATUS_QUERY)
  @ApiQuery(SKU_QUERY)
  @ApiQuery(since('nothing that was decided before'))
  @ApiQuery({
    name: 'after',
    required: false,
    schema: { type: 'string', maxLength: 1_000 },
    description: '`next_after` of the page before',
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { ...wholeSchema(1, MAX_ROWS), default: DEFAULT_ROWS },
  })
  async list(
    @Req() request: object,
    @Query('seller_id') seller: unknown,
    @Query('status') status: unknown,
    @Query('sku') sku: unknown,
    @Query('since') from: unknown,
    @Query('after') after: unknown,
    @Query('limit') limit: unknown,
  ): Promise<UpdatesOfSeller> {
    const filter = this.filterOf(request, seller, status, sku);
    const oldest = instantOrNull(from, 'since') ?? EPOCH;
    const before = after === undefined ? LAST_PLACE : readPlace(after, 'after');
    const most = wholeNumber(limit, 'limit', 1, MAX_ROWS, DEFAULT_ROWS);
    const rows = await readOfSeller(this.pool, sellerToRead(request, filter.seller_id), (db) =>
      listUpdates(db, filter, before, oldest, most),
    );
    const last = rows.length === most ? rows.at(-1) : undefined;
    return {
      items: rows.map(describeUpdate),
      next_after: last === undefined ? null : encodePlace(last),
    };
  }

  @Sse('inventory-update-stream', STREAMED)
  @Streams('updates', 'keep-alive')
  @ApiOperation({
    summary:
      'Server-sent events: what became of the updates of a seller since a time, oldest first, then what is decided, as it comes',
  })
  @ApiQuery(SELLER_QUERY)
  @ApiQuery(STATUS_QUERY)
  @ApiQuery(SKU_QUERY)
  @ApiQuery(since('from which time on; from now on if it is left out'))
  @ApiHeader({
    name: 'last-event-id',
    required: false,
    description: 'the id of the last event that was read; goes on after it instead of at `since`',
  })
  stream(
    @Req() request: object,
    @Headers('last-event-id') last: string | undefined,
    @Query('seller_id') seller: unknown,
    @Query('status') status: unknown,
    @Query('sku') sku: unknown,
    @Query('since') from: unknown,
  ): Observable<MessageEvent> {
    const filter = this.filterOf(request, seller, status, sku);
    const began = instantOrNull(from, 'since');
    const start =
      last !== undefined && last !== ''
        ? readPlace(last, 'last-event-id')
        : began === null
          ? null
          : placeBefore(began);
    const updates = followSeller(filter, start, {
      horizon: () => decidedHorizon(this.pool),
      read: (read) => readOfSeller(this.pool, sellerToRead(request, filter.seller_id), read),
      every_ms: FOLLOW_MS,
    }).pipe(map(({ items, place }) => ({ type: 'updates', id: place, data: { items } })));
    const beats = interval(KEEP_ALIVE_MS).pipe(map(() => ({ type: 'keep-alive', data: '{}' })));
    return this.ending.ends(merge(updates, beats), request);
  }

  private filterOf(request: object, seller: unknown, status: unknown, sku: unknown): UpdateFilter {
    return {
      seller_id: sellerAsked(request, seller),
      status: wordOrNull(status, 'status', UPDATE_STATUSES),
      sku: textOrNull(sku, 'sku', 64),
      commands_topic: this.commands_topic,
    };
  }
}
