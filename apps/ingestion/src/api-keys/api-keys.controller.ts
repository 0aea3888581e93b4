import { Access, type Principal, principalOf, type SellerKeyCheck } from '@stockproof/auth';
import { Answers, openApiSchema, parseBody, pathText, Problem } from '@stockproof/http';
import { Audited } from '@stockproof/security-log';
import { freeText, nameSchema } from '@stockproof/events';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { z } from 'zod';
import { IDENTITY_POOL, KEY_RULES, SELLER_KEYS } from '../tokens.js';
import { INTROSPECTED, KEYS, NEW_KEY, SUCCESSOR, WHO } from './answers.js';
import { createKey } from './create-key.js';
import { keyActor, mayRotate } from './key-actor.js';
import type { KeyRules } from './key-rules.js';
import { rotateApiKey } from './rotate-key.js';
import { type KeyRow, listKeys, revokeKey } from './sql/api-keys.js';

/** Most characters of a seller's id, as in the schemas of updates. */
export const SELLER_LENGTH = 64;

const SELLER = { name: 'seller_id', schema: nameSchema(SELLER_LENGTH) } as const;
const KEY = { name: 'key_id', schema: nameSchema(32) } as const;
const wantedKeys = z.strictObject({ reason: freeText(1_000).describe('what the key is for') });
/** The token to look up; a form field, by RFC 7662. */
const introspections = z.strictObject({ token: z.string('the field is missing') });

@ApiTags('api keys')
@Controller('v1')
export class ApiKeysController {
  constructor(
    @Inject(IDENTITY_POOL) private readonly pool: Pool,
    @Inject(SELLER_KEYS) private readonly checkKey: SellerKeyCheck,
    @Inject(KEY_RULES) private readonly rules: KeyRules,
  ) {}

  @Post('sellers/:seller_id/api-keys')
  @Audited('create_key')
  @Access('seller-person')
  @ApiParam(SELLER)
  @ApiBody({ schema: openApiSchema(wantedKeys) })
  @Answers(NEW_KEY, { status: 201 })
  @ApiOperation({ summary: 'A person of the seller makes a key; it is shown this once' })
  async create(
    @Param('seller_id') seller: string,
    @Body() body: unknown,
    @Req() request: object,
  ): Promise<object> {
    const seller_id = pathText(seller, 'seller_id', SELLER_LENGTH);
    const created_by = keyActor(ownOnly(principalOf(request), seller_id));
    const { reason } = parseBody(wantedKeys, body);
    return createKey(this.pool, this.rules, { seller_id, reason, created_by });
  }

  @Post('sellers/:seller_id/api-keys/:key_id/rotate')
  @Audited('rotate_key')
  @ApiParam(KEY)
  @Access('seller')
  @ApiParam(SELLER)
  @Answers(SUCCESSOR, { status: 201 })
  @ApiOperation({
    summary:
      'A key, or a person of its seller, makes the key’s successor, which is shown this once; the key works on for a while',
  })
  async rotate(
    @Param('seller_id') seller: string,
    @Param('key_id') key: string,
    @Req() request: object,
  ): Promise<object> {
    const [seller_id, key_id] = [pathText(seller, 'seller_id', SELLER_LENGTH), pathText(key, 'key_id', 32)];
    const principal = ownOnly(principalOf(request), seller_id);
    if (!mayRotate(principal, key_id)) throw noSuchKey();
    return rotateApiKey(this.pool, this.rules, seller_id, key_id, keyActor(principal));
  }

  @Get('sellers/:seller_id/api-keys')
  @Access('role:admin', 'role:approver', 'seller')
  @ApiParam(SELLER)
  @Answers(KEYS)
  @ApiOperation({
    summary:
      'The keys of a seller without their secrets, who made them and who approved that; a seller sees its own',
  })
  async list(@Param('seller_id') seller: string, @Req() request: object): Promise<{ api_keys: KeyRow[] }> {
    const seller_id = pathText(seller, 'seller_id', SELLER_LENGTH);
    ownOnly(principalOf(request), seller_id);
    return { api_keys: await listKeys(this.pool, seller_id) };
  }

  @Delete('sellers/:seller_id/api-keys/:key_id')
  @Audited('revoke_key')
  @ApiParam(KEY)
  @HttpCode(204)
  @Access('role:admin', 'seller')
  @ApiParam(SELLER)
  @ApiOperation({
    summary: 'Revoke a key for good; refused everywhere within two seconds. A seller revokes its own',
  })
  async revoke(
    @Param('seller_id') seller: string,
    @Param('key_id') key_id: string,
    @Req() request: object,
  ): Promise<void> {
    const seller_id = pathText(seller, 'seller_id', SELLER_LENGTH);
    const principal = ownOnly(principalOf(request), seller_id);
    const revoked = await revokeKey(
      this.pool,
      seller_id,
      pathText(key_id, 'key_id', 32),
      keyActor(principal),
    );
    if (!revoked) throw noSuchKey();
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
  @ApiBody({ schema: openApiSchema(introspections) })
  @Answers(INTROSPECTED)
  @ApiOperation({ summary: 'Whether a seller key is active (RFC 7662); for services' })
  async introspect(@Body() body: unknown): Promise<object> {
    const { token } = parseBody(introspections, body);
    const principal = await this.checkKey(token);
    if (principal?.kind !== 'seller' || !('key_id' in principal) || principal.expires_at === undefined)
      return { active: false };
    const exp = Math.floor(Date.parse(principal.expires_at) / 1_000);
    return { active: true, sub: principal.seller_id, key_id: principal.key_id, token_type: 'api_key', exp };
  }
}

const noSuchKey = (): Problem => new Problem(404, 'not_found', 'the seller has no such key');

/** A seller gets the same answer for another seller's keys and for keys that do not exist. */
function ownOnly(principal: Principal, seller_id: string): Principal {
  if (principal.kind === 'seller' && principal.seller_id !== seller_id) throw noSuchKey();
  return principal;
}
