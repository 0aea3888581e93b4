import { Access, principalOf } from '@stockproof/auth';
import { Answers, pathText, Problem, textOrNull, wholeNumber, wholeSchema } from '@stockproof/http';
import { sourceKind } from '@stockproof/ledger';
import { nameSchema, type StoredLedgerRow } from '@stockproof/events';
import { awaitPipelined } from '@stockproof/postgres';
import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { readOfSeller, sellerAsked, sellerToRead } from '../read-of-seller.js';
import { INVENTORY_POOL } from '../tokens.js';
import {
  OFFER_STOCK,
  OFFERS_OF_SELLER,
  type Offers,
  type OfferStock,
  type Transaction,
  TRANSACTIONS,
  type Transactions,
} from './answers.js';
import { listOffers, readOfferBuckets, readOfferHead, readOfferHistory } from './sql/offer-reads.js';

const MAX_ROWS = 1_000;
const DEFAULT_ROWS = 100;

const SELLER = { name: 'seller_id', schema: nameSchema(64) } as const;
const SKU = { name: 'sku', schema: nameSchema(64) } as const;

@ApiTags('ledger')
@Controller('v1/offers')
export class OffersController {
  constructor(@Inject(INVENTORY_POOL) private readonly pool: Pool) {}

  @Get()
  @Access('seller', 'role:viewer', 'service')
  @Answers(OFFERS_OF_SELLER)
  @ApiOperation({ summary: 'The offers of a seller in the order of their SKU; a seller sees its own' })
  @ApiQuery({
    name: 'seller_id',
    required: false,
    schema: nameSchema(64),
    description: 'operators and services must say it, a seller can name itself only',
  })
  @ApiQuery({ name: 'q', required: false, schema: nameSchema(64), description: 'how the SKU begins' })
  @ApiQuery({
    name: 'after',
    required: false,
    schema: nameSchema(64),
    description: 'the last SKU of the page before',
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { ...wholeSchema(1, MAX_ROWS), default: DEFAULT_ROWS },
  })
  async list(
    @Req() request: object,
    @Query('seller_id') asked: unknown,
    @Query('q') begins: unknown,
    @Query('after') after: unknown,
    @Query('limit') limit: unknown,
  ): Promise<Offers> {
    const seller_id = sellerAsked(request, asked);
    const take = wholeNumber(limit, 'limit', 1, MAX_ROWS, DEFAULT_ROWS);
    const [prefix, last] = [textOrNull(begins, 'q', 64) ?? '', textOrNull(after, 'after', 64) ?? ''];
    const rows = await readOfSeller(this.pool, sellerToRead(request, seller_id), (db) =>
      listOffers(db, seller_id, prefix, last, take),
    );
    const next_after = rows.length === take ? (rows.at(-1)?.sku ?? null) : null;
    return {
      items: rows.map(({ updated_at, ...offer }) => ({ ...offer, updated_at: updated_at.toISOString() })),
      next_after,
    };
  }

  @Get(':seller_id/:sku')
  @ApiParam(SELLER)
  @ApiParam(SKU)
  @Access('seller', 'role:viewer', 'service')
  @Answers(OFFER_STOCK)
  @ApiOperation({ summary: 'Stock of an offer by bucket and location, and the head of its stream' })
  async offer(
    @Param('seller_id') seller: string,
    @Param('sku') name: string,
    @Req() request: object,
  ): Promise<OfferStock> {
    const offer = ownOffer(seller, name, request);
    const [head, buckets] = await readOfSeller(this.pool, sellerToRead(request, offer.seller_id), (db) =>
      awaitPipelined([
        readOfferHead(db, offer.seller_id, offer.sku),
        readOfferBuckets(db, offer.seller_id, offer.sku),
      ]),
    );
    if (head === undefined) throw unknownOffer();
    return {
      ...offer,
      stock_on_hand: head.stock_on_hand,
      version: head.version,
      chain_digest: head.chain_digest.toString('hex'),
      updated_at: head.updated_at.toISOString(),
      buckets: buckets.map(
        ({ bucket_type, location_id, quantity, counted_at, late_since_count, updated_at }) => ({
          bucket_type,
          location_id,
          quantity,
          counted_at: counted_at?.toISOString() ?? null,
          late_since_count,
          updated_at: updated_at.toISOString(),
        }),
      ),
    };
  }

  @Get(':seller_id/:sku/transactions')
  @ApiParam(SELLER)
  @ApiParam(SKU)
  @Access('seller', 'role:viewer', 'service')
  @Answers(TRANSACTIONS)
  @ApiOperation({ summary: 'History of an offer in order of version' })
  @ApiQuery({
    name: 'after_version',
    required: false,
    schema: wholeSchema(0, Number.MAX_SAFE_INTEGER),
    description: 'the last version of the page before',
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { ...wholeSchema(1, MAX_ROWS), default: DEFAULT_ROWS },
  })
  async transactions(
    @Param('seller_id') seller: string,
    @Param('sku') name: string,
    @Req() request: object,
    @Query('after_version') after: unknown,
    @Query('limit') limit: unknown,
  ): Promise<Transactions> {
    const offer = ownOffer(seller, name, request);
    const take = wholeNumber(limit, 'limit', 1, MAX_ROWS, DEFAULT_ROWS);
    const after_version = wholeNumber(after, 'after_version', 0, Number.MAX_SAFE_INTEGER, 0);
    const rows = await readOfSeller(this.pool, sellerToRead(request, offer.seller_id), (db) =>
      readOfferHistory(db, offer.seller_id, offer.sku, after_version, take),
    );
    if (rows.length === 0 && after_version === 0) throw unknownOffer();
    const of_seller = principalOf(request).kind === 'seller';
    const last = rows.length === take ? rows.at(-1)?.version : undefined;
    return {
      ...offer,
      transactions: rows.map((row) => describe(row, of_seller)),
      ...(last === undefined ? {} : { next_after_version: last }),
    };
  }
}

/** A seller gets the same answer for another seller's offer and for one that does not exist. */
function ownOffer(seller: string, name: string, request: object): { seller_id: string; sku: string } {
  const offer = { seller_id: pathText(seller, 'seller_id', 64), sku: pathText(name, 'sku', 64) };
  const principal = principalOf(request);
  if (principal.kind === 'seller' && principal.seller_id !== offer.seller_id) throw unknownOffer();
  return offer;
}

function unknownOffer(): Problem {
  return new Problem(404, 'unknown_offer', 'there is no such offer');
}

/** A seller sees every movement, but not the id of a command, which it could otherwise try to use. */
function describe(row: StoredLedgerRow, of_seller: boolean): Transaction {
  return {
    ...row,
    event_id: of_seller && sourceKind(row.operation) === 'order' ? null : row.event_id,
    status: row.status as Transaction['status'],
    event_time: row.event_time.toISOString(),
    accepted_at: row.accepted_at.toISOString(),
    request_hash: row.request_hash.toString('hex'),
    previous_digest: row.previous_digest.toString('hex'),
    chain_digest: row.chain_digest.toString('hex'),
  };
}
