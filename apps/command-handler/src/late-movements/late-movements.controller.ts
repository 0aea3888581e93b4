import { Access, principalOf } from '@stockproof/auth';
import { freeText, nameSchema } from '@stockproof/events';
import { Answers, openApiSchema, parseBody, pathText, Problem } from '@stockproof/http';
import { LATE_MOVEMENTS } from '@stockproof/ledger';
import { Audited } from '@stockproof/security-log';
import { Body, Controller, Get, Inject, Param, Put, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { z } from 'zod';
import { sellerToRead } from '../read-of-seller.js';
import { INVENTORY_POOL } from '../tokens.js';
import { describePolicy, type Policy, POLICY } from './answers.js';
import { findLateMovements, setLateMovements } from './sql/late-movements-policy.js';

const changes = z.strictObject({
  late_movements: z.enum(LATE_MOVEMENTS),
  revision: z.int().min(0).describe('the revision that is changed; 0 if none was set'),
  reason: freeText(1_000),
});

const SELLER = { name: 'seller_id', schema: nameSchema(64) } as const;

/** What is done with movements of a seller that come after a count of a later time. */
@ApiTags('ledger')
@Controller('v1/sellers/:seller_id/late-movements')
export class LateMovementsController {
  constructor(@Inject(INVENTORY_POOL) private readonly pool: Pool) {}

  @Get()
  @ApiParam(SELLER)
  @Access('seller', 'role:viewer', 'service')
  @Answers(POLICY)
  @ApiOperation({
    summary: 'What is done with movements of a seller that come after a count of a later time',
  })
  async policy(@Param('seller_id') asked: string, @Req() request: object): Promise<Policy> {
    const seller_id = pathText(asked, 'seller_id', 64);
    if (sellerToRead(request, seller_id) !== seller_id)
      throw new Problem(404, 'unknown_seller', 'there is no such seller');
    return describePolicy(seller_id, await findLateMovements(this.pool, seller_id));
  }

  @Put()
  @Audited('set_late_movements')
  @ApiParam(SELLER)
  @ApiBody({ schema: openApiSchema(changes) })
  @Access('role:admin')
  @Answers(POLICY)
  @ApiOperation({
    summary:
      'Set it, for updates that are decided from now on; 409 `changed_meanwhile` if it has another revision. The security log keeps the reason',
  })
  async set(
    @Param('seller_id') asked: string,
    @Body() body: unknown,
    @Req() request: object,
  ): Promise<Policy> {
    const seller_id = pathText(asked, 'seller_id', 64);
    const { late_movements: policy, revision, reason } = parseBody(changes, body);
    const principal = principalOf(request);
    const changed_by = principal.kind === 'seller' ? principal.seller_id : principal.name;
    const row = await setLateMovements(this.pool, { seller_id, policy, revision, reason, changed_by });
    if (row !== undefined) return describePolicy(seller_id, row);
    throw new Problem(409, 'changed_meanwhile', 'the policy has another revision: read it and decide again');
  }
}
