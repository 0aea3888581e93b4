import { Access, principalOf } from '@stockproof/auth';
import { Answers, PageQueries, pageLimit, Problem, textOrNull, wordOrNull } from '@stockproof/http';
import { RESERVATION_STATUSES } from '@stockproof/reservation-saga';
import { nameSchema } from '@stockproof/events';
import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { POOL } from '../tokens.js';
import { LISTED } from './answers.js';
import { clientOf, readsAll } from './callers.js';
import { Reservations } from './reservations.js';
import { type Listed, listReservations, RESERVATION_ORDERS } from './sql/reservations.js';

const YES_OR_NO = ['true', 'false'] as const;
const ID_LENGTH = 64;

const named = (name: string, description: string) => ({
  name,
  required: false,
  schema: nameSchema(ID_LENGTH),
  description,
});

/** Lists of reservations. */
@ApiTags('reservations')
@Controller('v1/reservations')
export class ReservationListController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly reservations: Reservations,
  ) {}

  @Get()
  @Access('role:order-service', 'role:viewer', 'service:console')
  @Answers(LISTED)
  @ApiOperation({
    summary:
      'Reservations by status, order, offer, or those that are stuck; a client sees its own, a service those that are stuck',
  })
  @PageQueries(RESERVATION_STATUSES)
  @ApiQuery({ name: 'stuck', required: false, schema: { type: 'string', enum: [...YES_OR_NO] } })
  @ApiQuery(named('order_id', 'of this order'))
  @ApiQuery(named('seller_id', 'with a line of this seller'))
  @ApiQuery(named('sku', 'with a line of this SKU of the seller, who must be named too'))
  @ApiQuery({
    name: 'sort',
    required: false,
    schema: { type: 'string', enum: [...RESERVATION_ORDERS], default: 'id' },
    description: 'age: the oldest first',
  })
  async list(
    @Req() request: object,
    @Query('status') status?: unknown,
    @Query('stuck') stuck?: unknown,
    @Query('order_id') order_id?: unknown,
    @Query('seller_id') seller_id?: unknown,
    @Query('sku') sku?: unknown,
    @Query('sort') sort?: unknown,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<{ items: Listed[] }> {
    const said = wordOrNull(stuck, 'stuck', YES_OR_NO);
    const is_service = principalOf(request).kind === 'service';
    if (is_service && said !== 'true')
      throw new Problem(403, 'forbidden', 'a service may list what is stuck: stuck=true');
    const filter = {
      status: wordOrNull(status, 'status', RESERVATION_STATUSES),
      stuck: said === null ? null : said === 'true',
      order_id: textOrNull(order_id, 'order_id', ID_LENGTH),
      seller_id: textOrNull(seller_id, 'seller_id', ID_LENGTH),
      sku: textOrNull(sku, 'sku', ID_LENGTH),
      client: is_service || readsAll(request) ? null : clientOf(request),
    };
    if (filter.sku !== null && filter.seller_id === null)
      throw new Problem(400, 'bad_request', 'sku needs seller_id: one SKU of one seller is an offer');
    const order = wordOrNull(sort, 'sort', RESERVATION_ORDERS) ?? 'id';
    const last = textOrNull(after, 'after', ID_LENGTH) ?? '';
    const items = await listReservations(this.pool, filter, order, last, pageLimit(limit));
    // An empty page may also mean that nothing is known of the age of `after`.
    if (items.length === 0 && order === 'age' && last !== '' && (await this.reservations.find(last)) === null)
      throw new Problem(400, 'bad_request', `after: there is no reservation ${last}`);
    return { items };
  }
}
