import { Access, principalOf } from '@stockproof/auth';
import { Answers } from '@stockproof/http';
import { auditDetail, Audited } from '@stockproof/security-log';
import { Body, Controller, Get, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { IDENTITY_POOL } from '../tokens.js';
import { REVOCATION, REVOCATIONS } from './answers.js';
import { readRevocation, REVOCATION_BODY } from './asked-revocation.js';
import { insertRevocation, listRevocations, type RevocationRow } from './sql/token-revocations.js';

@ApiTags('token revocations')
@Controller('v1/token-revocations')
@Access('role:admin')
export class TokenRevocationsController {
  constructor(@Inject(IDENTITY_POOL) private readonly pool: Pool) {}

  @Post()
  @Audited('revoke_token')
  @ApiBody({ schema: REVOCATION_BODY })
  @Answers(REVOCATION, { status: 201 })
  @ApiOperation({ summary: 'Have tokens of operators refused by every service, within seconds and for good' })
  revoke(@Body() body: unknown, @Req() request: object): Promise<RevocationRow> {
    const [principal, asked] = [principalOf(request), readRevocation(body)];
    auditDetail(request, `${asked.kind} ${asked.id}`);
    return insertRevocation(
      this.pool,
      asked,
      principal.kind === 'operator' ? principal.name : principal.kind,
    );
  }

  @Get()
  @Access('role:admin', 'service')
  @Answers(REVOCATIONS)
  @ApiOperation({
    summary: 'What is revoked, as far as it can still mean a token; services ask for it every few seconds',
  })
  async list(): Promise<{ revocations: RevocationRow[] }> {
    return { revocations: await listRevocations(this.pool) };
  }
}
