import { Access } from '@stockproof/auth';
import {
  type Evidence,
  evidenceSchema,
  inclusionProof,
  provesInclusion,
  inTotoEnvelope,
  renderEvidence,
} from '@stockproof/evidence';
import {
  Answers,
  AnswersOf,
  AnswersSchema,
  pathText,
  Problem,
  wholeNumber,
  wholeSchema,
} from '@stockproof/http';
import { Audited } from '@stockproof/security-log';
import { nameSchema } from '@stockproof/events';
import { Controller, Get, Header, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { RECOVERY_ID } from '../engine/recovery-id.js';
import { RECORDS_POOL } from '../tokens.js';
import { CHAIN, ENVELOPE, JWKS, PROOF, ROTATED } from './answers.js';
import { EvidenceKeys } from './keys/evidence-keys.js';
import { rotateSigningKey } from './rotate-key.js';
import { findEvidence, listEvidence } from './sql/evidence.js';
import { readSignedHeads } from './sql/signed-heads.js';

const MAX = 1_000;

const ID = { name: 'id', schema: RECOVERY_ID } as const;

@ApiTags('evidence')
@Controller('v1')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class EvidenceController {
  constructor(
    @Inject(RECORDS_POOL) private readonly pool: Pool,
    private readonly keys: EvidenceKeys,
  ) {}

  @Get('recoveries/:id/evidence')
  @AnswersSchema(evidenceSchema)
  @ApiParam(ID)
  @ApiOperation({ summary: 'The signed record of a recovery' })
  async ofRecovery(@Param('id') id: string): Promise<object> {
    return (await this.find(id)).evidence;
  }

  @Get('evidence')
  @AnswersSchema(CHAIN)
  @ApiOperation({ summary: 'The chain of records after a number, oldest first' })
  @ApiQuery({ name: 'after', required: false, schema: wholeSchema(0, Number.MAX_SAFE_INTEGER) })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: MAX } })
  async chain(@Query('after') after?: unknown, @Query('limit') limit?: unknown): Promise<object> {
    const [last, most] = [
      wholeNumber(after, 'after', 0, Number.MAX_SAFE_INTEGER, 0),
      wholeNumber(limit, 'limit', 1, MAX, MAX),
    ];
    const records = await listEvidence(this.pool, last, most);
    return { items: records.map((record) => JSON.parse(record) as Evidence) };
  }

  @Get('evidence/keys')
  @Answers(JWKS)
  @Access('public')
  @ApiOperation({ summary: 'Every public key that ever signed a record (JWKS)' })
  jwks(): Promise<object> {
    return this.keys.jwks();
  }

  @Post('evidence/keys/rotate')
  @Audited('rotate_evidence_key')
  @HttpCode(201)
  @Answers(ROTATED, { status: 201 })
  @Access('role:admin')
  @ApiOperation({ summary: 'Sign with a new key from now on' })
  async rotate(): Promise<object> {
    return { key_id: await rotateSigningKey(this.pool, this.keys) };
  }

  @Get('evidence/:id')
  @AnswersSchema(evidenceSchema)
  @ApiParam(ID)
  @ApiOperation({ summary: 'The signed record of a recovery' })
  async record(@Param('id') id: string): Promise<object> {
    return (await this.find(id)).evidence;
  }

  @Get('evidence/:id/report')
  @ApiParam(ID)
  @Header('content-type', 'text/markdown; charset=utf-8')
  @AnswersOf('text/markdown')
  @ApiOperation({ summary: 'The record for people, as Markdown' })
  async report(@Param('id') id: string): Promise<string> {
    return renderEvidence((await this.find(id)).evidence);
  }

  @Get('evidence/:id/in-toto')
  @Answers(ENVELOPE)
  @ApiParam(ID)
  @ApiOperation({ summary: 'The record as a signed in-toto statement (DSSE)' })
  async inToto(@Param('id') id: string): Promise<object> {
    return inTotoEnvelope((await this.find(id)).evidence, await this.keys.signer(this.pool));
  }

  @Get('evidence/:id/proof')
  @Answers(PROOF)
  @ApiParam(ID)
  @ApiOperation({ summary: 'Proof that the history of an offer is in the signed record' })
  @ApiQuery({ name: 'seller_id', schema: nameSchema(64) })
  @ApiQuery({ name: 'sku', schema: nameSchema(64) })
  async proof(
    @Param('id') id: string,
    @Query('seller_id') seller: unknown,
    @Query('sku') name: unknown,
  ): Promise<object> {
    const seller_id = pathText(seller, 'seller_id', 64);
    const sku = pathText(name, 'sku', 64);
    const { evidence } = await this.find(id);
    const heads = await readSignedHeads(this.pool, evidence.integrity.sequence);
    const head = heads.find((one) => one.seller_id === seller_id && one.sku === sku);
    const path = head === undefined ? null : inclusionProof(heads, head);
    if (path === null) throw new Problem(404, 'not_in_record', 'the record does not attest this offer');
    const { recovery_id, offers, confidence_status, integrity } = evidence;
    // Verified before it is returned: if heads were changed after signing, the path leads to another root.
    if (head === undefined || !provesInclusion(head, path, offers.merkle_root))
      throw new Problem(
        409,
        'stream_heads_changed',
        'the heads that are kept are not those that the record signed',
      );
    return { recovery_id, confidence_status, leaf: head, path, merkle_root: offers.merkle_root, integrity };
  }

  private async find(id: string): Promise<{ evidence: Evidence }> {
    const found = await findEvidence(this.pool, pathText(id, 'recovery_id', 64));
    if (found === null)
      throw new Problem(
        404,
        'no_evidence',
        'there is no record of this recovery: it is not over, or it failed',
      );
    return { evidence: JSON.parse(found.record) as Evidence };
  }
}
