import { Access, principalOf } from '@stockproof/auth';
import {
  Answers,
  PageQueries,
  pageLimit,
  pathText,
  textOrNull,
  wholeSchema,
  wordOrNull,
} from '@stockproof/http';
import { auditDetail, Audited } from '@stockproof/security-log';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { DEAD_LETTERS } from '../../tokens.js';
import { CHECKED_REDRIVE, REDRIVE, REDRIVEN, REDRIVES } from './answers.js';
import { approveRedrive, knownRedrive } from './approve-redrive.js';
import { askRedrive } from './ask-redrive.js';
import { type CheckedRedrive, checkRedrive } from './check-redrive.js';
import { parseRecordPosition, MAX_PARTITION, recordPositionKey, TOPIC_SCHEMA } from '../record-position.js';
import { readRedrive, readRedriveApproval, readRedriveCheck, REDRIVE_BODIES } from './redrive-body.js';
import type { RedriveContext } from './redrive-context.js';
import { redriveDeadLetter } from './redrive-dead-letter.js';
import { REDRIVE_STATUSES, type RedriveRequest, redriveStatus } from './redrive-request.js';
import { operatorName, REASON_BODY, reasonOf } from '../said.js';
import { mayRedrive } from './may-redrive.js';
import { withdrawRedrive } from './withdraw-redrive.js';
import { listRedriveRequests } from './sql/redrive-requests.js';

/** Ids as created by askRedrive. */
const ID_SCHEMA = {
  type: 'string',
  minLength: 1,
  maxLength: 64,
  pattern: '^red-\\d{4}-\\d{2}-\\d{2}-[0-9a-f]{12}$',
} as const;
const ID = { name: 'id', schema: ID_SCHEMA } as const;
/** A redrive needs two persons: one requests, another approves exactly that; then it is sent once. */
@ApiTags('dead letters')
@Controller('v1')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class RedrivesController {
  constructor(@Inject(DEAD_LETTERS) private readonly context: RedriveContext) {}

  @Post('dead-letters/:topic/:partition/:offset/redrives')
  @Audited('request_redrive')
  @Access('role:requester')
  @Answers(REDRIVE, { status: 201 })
  @ApiParam({ name: 'topic', schema: TOPIC_SCHEMA })
  @ApiParam({ name: 'partition', schema: wholeSchema(0, MAX_PARTITION) })
  @ApiParam({ name: 'offset', schema: wholeSchema(0, Number.MAX_SAFE_INTEGER) })
  @ApiBody({ schema: REDRIVE_BODIES.request })
  @ApiOperation({
    summary: 'Ask that a dead letter is sent again as the corrected event; another person has to approve it',
  })
  async create(
    @Param('topic') topic: string,
    @Param('partition') partition: string,
    @Param('offset') offset: string,
    @Body() body: unknown,
    @Req() request: object,
  ): Promise<object> {
    const place = parseRecordPosition(`${topic}/${partition}/${offset}`, 'the dead letter');
    const { event, reason } = readRedrive(body);
    const asked = await askRedrive(this.context, place, event, reason, operatorName(request));
    auditDetail(request, `${asked.redrive_id} ${asked.digest}`);
    return this.reported(request, asked);
  }

  @Post('dead-letters/:topic/:partition/:offset/redrives/check')
  @HttpCode(200)
  @Access('role:requester', 'role:approver')
  @Answers(CHECKED_REDRIVE)
  @ApiParam({ name: 'topic', schema: TOPIC_SCHEMA })
  @ApiParam({ name: 'partition', schema: wholeSchema(0, MAX_PARTITION) })
  @ApiParam({ name: 'offset', schema: wholeSchema(0, Number.MAX_SAFE_INTEGER) })
  @ApiBody({ schema: REDRIVE_BODIES.check })
  @ApiOperation({
    summary: 'What a redrive as this event would send, or why it would be refused; nothing is stored',
  })
  async check(
    @Param('topic') topic: string,
    @Param('partition') partition: string,
    @Param('offset') offset: string,
    @Body() body: unknown,
  ): Promise<CheckedRedrive> {
    const place = parseRecordPosition(`${topic}/${partition}/${offset}`, 'the dead letter');
    return checkRedrive(this.context, place, readRedriveCheck(body).event);
  }

  @Get('redrives')
  @Answers(REDRIVES)
  @ApiOperation({ summary: 'Redrives that were asked for, the newest first' })
  @PageQueries(REDRIVE_STATUSES)
  async list(
    @Req() request: object,
    @Query('status') status?: unknown,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<object> {
    const last = textOrNull(after, 'after', 64);
    const items = await listRedriveRequests(
      this.context.records,
      wordOrNull(status, 'status', REDRIVE_STATUSES),
      last,
      pageLimit(limit),
    );
    // An empty page may also mean that `after` is unknown.
    if (items.length === 0 && last !== null) await knownRedrive(this.context, last);
    return { items: items.map((item) => this.reported(request, item)) };
  }

  @Get('redrives/:id')
  @Answers(REDRIVE)
  @ApiParam(ID)
  @ApiOperation({ summary: 'A redrive with exactly what would be sent' })
  async show(@Param('id') id: string, @Req() request: object): Promise<object> {
    return this.reported(request, await knownRedrive(this.context, idText(id)));
  }

  @Post('redrives/:id/approve')
  @Audited('approve_redrive')
  @HttpCode(200)
  @Access('role:approver')
  @Answers(REDRIVE)
  @ApiParam(ID)
  @ApiBody({ schema: REDRIVE_BODIES.approval })
  @ApiOperation({
    summary:
      'Approve what has this digest, for as long as the contract says; by another person than who asked',
  })
  async approve(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    const { digest } = readRedriveApproval(body);
    return this.reported(
      request,
      await approveRedrive(this.context, idText(id), digest, operatorName(request)),
    );
  }

  @Post('redrives/:id/send')
  @Audited('send_redrive')
  @HttpCode(200)
  @Access('role:requester', 'role:approver')
  @Answers(REDRIVEN)
  @ApiParam(ID)
  @ApiOperation({ summary: 'Send what was approved, once, between two verifications of its offer' })
  async send(@Param('id') id: string, @Req() request: object): Promise<object> {
    return redriveDeadLetter(this.context, idText(id), operatorName(request));
  }

  @Post('redrives/:id/withdraw')
  @Audited('withdraw_redrive')
  @HttpCode(200)
  @Access('role:requester')
  @Answers(REDRIVE)
  @ApiParam(ID)
  @ApiBody({ schema: REASON_BODY })
  @ApiOperation({ summary: 'Take back what one asked for oneself, until it is sent' })
  async withdraw(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    return this.reported(
      request,
      await withdrawRedrive(this.context, idText(id), operatorName(request), reasonOf(body)),
    );
  }

  private reported(request: object, redrive: RedriveRequest): object {
    const {
      redrive_id,
      place,
      seller_id,
      event_id,
      value,
      payload_digest,
      digest,
      reason,
      requested_by,
      requested_at,
      approval,
      sent,
      withdrawn,
    } = redrive;
    const now_ms = this.context.now_ms();
    return {
      redrive_id,
      dead_letter: recordPositionKey(place),
      status: redriveStatus(redrive, now_ms),
      may: mayRedrive(principalOf(request), redrive, now_ms),
      seller_id,
      event_id,
      value,
      payload_digest,
      digest,
      reason,
      requested_by,
      requested_at: requested_at.toISOString(),
      approved_by: approval?.by ?? null,
      expires_at: approval?.expires_at.toISOString() ?? null,
      sent_by: sent?.by ?? null,
      sent_at: sent?.at.toISOString() ?? null,
      withdrawn_at: withdrawn?.at.toISOString() ?? null,
      withdrawn_reason: withdrawn?.reason ?? null,
    };
  }
}

function idText(id: string): string {
  return pathText(id, 'redrive_id', 64);
}
