import { Access, principalOf } from '@stockproof/auth';
import { Answers, type BodySchema, pathText, Problem } from '@stockproof/http';
import { Audited } from '@stockproof/security-log';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { SELLER_KEYS, IDENTITY_POOL } from '../tokens.js';
import type { SellerKeyCheck } from '@stockproof/auth';
import { isDotSegment, nameSchema } from '@stockproof/texts';
import { INTROSPECTED, KEYS, NEW_KEY, WHO } from './answers.js';
import { makeApiKey } from './api-key.js';
import { insertKey } from './sql/insert-key.js';
import { type KeyRow, listKeys } from './sql/list-keys.js';
import { revokeKey } from './sql/revoke-key.js';

const ADMIN = 'role:admin';
const SELLER_LENGTH = 64;

const SELLER = { name: 'seller_id', schema: nameSchema(SELLER_LENGTH) } as const;
const KEY = { name: 'key_id', schema: nameSchema(32) } as const;
const TOKEN: BodySchema = { type: 'object', required: ['token'], properties: { token: { type: 'string' } } };

@ApiTags('api keys')
@Controller('v1')
export class ApiKeysController {
  constructor(
    @Inject(IDENTITY_POOL) private readonly pool: Pool,
    @Inject(SELLER_KEYS) private readonly checkKey: SellerKeyCheck,
  ) {}

  @Post('sellers/:seller_id/api-keys')
  @Audited('request_key')
  @Access(ADMIN)
  @ApiParam(SELLER)
  @Answers(NEW_KEY, { status: 201 })
  @ApiOperation({ summary: 'Create a key for a seller; it is shown this once' })
  async create(@Param('seller_id') seller: string, @Req() request: object): Promise<{ key_id: string; api_key: string }> {
    const seller_id = pathText(seller, 'seller_id', SELLER_LENGTH);
    if (isDotSegment(seller_id)) throw new Problem(400, 'bad_request', 'seller_id can not be . or ..: clients take it out of an address');
    const { key_id, api_key, secret_hash } = makeApiKey();
    await insertKey(this.pool, { key_id, seller_id, secret_hash, created_by: nameOf(request) });
    return { key_id, api_key };
  }

  @Post('sellers/:seller_id/api-keys/:key_id/rotate')
  @Audited('rotate_key')
  @ApiParam(KEY)
  @Access(ADMIN)
  @ApiParam(SELLER)
  @Answers(NEW_KEY, { status: 201 })
  @ApiOperation({ summary: 'Revoke a key and create its successor' })
  async rotate(
    @Param('seller_id') seller: string, @Param('key_id') key_id: string, @Req() request: object,
  ): Promise<{ key_id: string; api_key: string }> {
    const created = await this.create(seller, request);
    try {
      await this.revoke(seller, key_id, request);
    } catch (error) {
      await revokeKey(this.pool, seller, created.key_id, nameOf(request));
      throw error;
    }
    return created;
  }

  @Get('sellers/:seller_id/api-keys')
  @Access(ADMIN)
  @ApiParam(SELLER)
  @Answers(KEYS)
  @ApiOperation({ summary: 'The keys of a seller, without their secrets' })
  async list(@Param('seller_id') seller: string): Promise<{ api_keys: KeyRow[] }> {
    return { api_keys: await listKeys(this.pool, pathText(seller, 'seller_id', SELLER_LENGTH)) };
  }

  @Delete('sellers/:seller_id/api-keys/:key_id')
  @Audited('revoke_key')
  @ApiParam(KEY)
  @HttpCode(204)
  @Access(ADMIN)
  @ApiParam(SELLER)
  @ApiOperation({ summary: 'Revoke a key for good; refused everywhere within two seconds' })
  async revoke(
    @Param('seller_id') seller: string, @Param('key_id') key_id: string, @Req() request: object,
  ): Promise<void> {
    const seller_id = pathText(seller, 'seller_id', SELLER_LENGTH);
    const revoked = await revokeKey(this.pool, seller_id, pathText(key_id, 'key_id', 32), nameOf(request));
    if (!revoked) throw new Problem(404, 'not_found', 'the seller has no such key');
  }

  @Get('whoami')
  @Access('authenticated')
  @Answers(WHO)
  @ApiOperation({ summary: 'Who the presented credential belongs to' })
  whoAmI(@Req() request: object): object {
    return principalOf(request);
  }

  @Post('introspect')
  @HttpCode(200)
  @Access('service')
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ schema: TOKEN })
  @Answers(INTROSPECTED)
  @ApiOperation({ summary: 'Whether a seller key is active (RFC 7662); for services' })
  async introspect(@Body() body: { token?: unknown } | undefined): Promise<object> {
    const token = body?.token;
    if (typeof token !== 'string') throw new Problem(400, 'bad_request', 'the form field token is missing');
    const principal = await this.checkKey(token);
    if (principal?.kind !== 'seller') return { active: false };
    return { active: true, sub: principal.seller_id, key_id: principal.key_id, token_type: 'api_key' };
  }
}

function nameOf(request: object): string {
  const principal = principalOf(request);
  return principal.kind === 'operator' ? principal.name : principal.kind;
}
