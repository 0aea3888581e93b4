import { randomBytes } from 'node:crypto';
import { Access, principalOf } from '@stockproof/auth';
import {
  Answers,
  PageQueries,
  pageLimit,
  openApiSchema,
  parseBody,
  pathText,
  textOrNull,
  wordOrNull,
} from '@stockproof/http';
import { auditDetail, Audited } from '@stockproof/security-log';
import { nameSchema, newIdentifier, freeText } from '@stockproof/events';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { z } from 'zod';
import { IDENTITY_POOL, KEY_RULES } from '../tokens.js';
import { KEY_REQUEST, KEY_REQUESTS, NEW_KEY } from './answers.js';
import { SELLER_LENGTH } from './api-keys.controller.js';
import { collectKey, knownKeyRequest, refusedKey } from './collect-key.js';
import { checkKeyApproval, KEY_REQUEST_STATUSES, type KeyRequest, keyRequestStatus } from './key-request.js';
import type { KeyRules } from './key-rules.js';
import { withdrawKey } from './withdraw-key.js';
import { approveKeyRequest, insertKeyRequest, listKeyRequests } from './sql/key-requests.js';

const ID = { name: 'id', schema: nameSchema(64) } as const;

const bodies = z.strictObject({
  seller_id: newIdentifier(SELLER_LENGTH),
  reason: freeText(1_000),
});

const reasons = z.strictObject({ reason: freeText(1_000) });

/**
 * A seller's key needs two operators: one requests it with a reason, another approves, the first collects the
 * secret once.
 */
@ApiTags('api keys')
@Controller('v1/api-key-requests')
@Access('role:admin', 'role:approver')
export class KeyRequestsController {
  constructor(
    @Inject(IDENTITY_POOL) private readonly pool: Pool,
    @Inject(KEY_RULES) private readonly rules: KeyRules,
  ) {}

  @Post()
  @Audited('request_key')
  @Access('role:admin')
  @Answers(KEY_REQUEST, { status: 201 })
  @ApiBody({ schema: openApiSchema(bodies) })
  @ApiOperation({ summary: 'Ask for a key for a seller; another person has to approve it' })
  async create(@Body() body: unknown, @Req() request: object): Promise<object> {
    const { seller_id, reason } = parseBody(bodies, body);
    const request_id = `kr-${new Date().toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
    await insertKeyRequest(this.pool, { request_id, seller_id, reason, requested_by: displayName(request) });
    auditDetail(request, `${request_id} for ${seller_id}`);
    return reported(await knownKeyRequest(this.pool, request_id));
  }

  @Get()
  @Answers(KEY_REQUESTS)
  @ApiOperation({ summary: 'Keys that were asked for, the newest first' })
  @PageQueries(KEY_REQUEST_STATUSES)
  async list(
    @Query('status') status?: unknown,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<object> {
    const last = textOrNull(after, 'after', 64);
    const wanted = wordOrNull(status, 'status', KEY_REQUEST_STATUSES);
    const items = await listKeyRequests(this.pool, wanted, last, pageLimit(limit));
    // An empty page may also mean that `after` is unknown.
    if (items.length === 0 && last !== null) await knownKeyRequest(this.pool, last);
    return { items: items.map(reported) };
  }

  @Get(':id')
  @Answers(KEY_REQUEST)
  @ApiParam(ID)
  @ApiOperation({ summary: 'A key that was asked for' })
  async show(@Param('id') id: string): Promise<object> {
    return reported(await knownKeyRequest(this.pool, idText(id)));
  }

  @Post(':id/approve')
  @Audited('approve_key')
  @HttpCode(200)
  @Access('role:approver')
  @Answers(KEY_REQUEST)
  @ApiParam(ID)
  @ApiOperation({ summary: 'Approve it, by another person than who asked; it has to be collected in time' })
  async approve(@Param('id') id: string, @Req() request: object): Promise<object> {
    const [request_id, by] = [idText(id), displayName(request)];
    const refusal = checkKeyApproval(await knownKeyRequest(this.pool, request_id), by);
    if (refusal !== null) throw refusedKey(refusal);
    const approved = await approveKeyRequest(this.pool, request_id, by, this.rules.collect_minutes);
    const found = await knownKeyRequest(this.pool, request_id);
    if (approved) return reported(found);
    throw refusedKey(
      checkKeyApproval(found, by) ?? { code: 'key_collected', detail: 'the key was collected meanwhile' },
    );
  }

  @Post(':id/collect')
  @Audited('collect_key')
  @HttpCode(201)
  @Access('role:admin')
  @Answers(NEW_KEY, { status: 201 })
  @ApiParam(ID)
  @ApiOperation({ summary: 'Make the key that was approved; it is shown this once, to whoever asked' })
  async collect(@Param('id') id: string, @Req() request: object): Promise<object> {
    return collectKey(this.pool, this.rules, idText(id), displayName(request), Date.now());
  }

  @Post(':id/withdraw')
  @Audited('withdraw_key')
  @HttpCode(200)
  @Access('role:admin')
  @Answers(KEY_REQUEST)
  @ApiParam(ID)
  @ApiBody({ schema: openApiSchema(reasons) })
  @ApiOperation({ summary: 'Take back what one asked for oneself, until it is collected' })
  async withdraw(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    const { reason } = parseBody(reasons, body);
    return reported(await withdrawKey(this.pool, idText(id), displayName(request), reason));
  }
}

function reported(request: KeyRequest): object {
  const { expires_at, requested_at, collected_at, withdrawn_at } = request;
  return {
    ...request,
    status: keyRequestStatus(request, Date.now()),
    requested_at: requested_at.toISOString(),
    expires_at: expires_at?.toISOString() ?? null,
    collected_at: collected_at?.toISOString() ?? null,
    withdrawn_at: withdrawn_at?.toISOString() ?? null,
  };
}

function idText(id: string): string {
  return pathText(id, 'request_id', 64);
}

function displayName(request: object): string {
  const principal = principalOf(request);
  return principal.kind === 'operator' ? principal.name : principal.kind;
}
