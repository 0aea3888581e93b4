import { Access, principalOf } from '@stockproof/auth';
import {
  Answers,
  PageQueries,
  pageLimit,
  Ending,
  pathText,
  STREAMED,
  Streams,
  textOrNull,
} from '@stockproof/http';
import { RUN_STATUSES, type RunState } from '@stockproof/recovery-run';
import { Audited, auditDetail } from '@stockproof/security-log';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  type MessageEvent,
  Param,
  Post,
  Query,
  Req,
  Sse,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import type { Observable } from 'rxjs';
import { RECORDS_POOL } from '../tokens.js';
import { HISTORY, RECOVERIES_LISTED, RECOVERY } from './answers.js';
import { progressEvents } from './report/progress-events.js';
import { RecoveryReports } from './report/recovery-reports.js';
import { readWanted, RunQueries } from './report/run-queries.js';
import { Recoveries } from './recoveries.js';
import { RECOVERY_ID } from '../engine/recovery-id.js';
import { RECOVERY_BODIES } from './request-body.js';
import { listRecoveries } from '../runs/sql/recoveries.js';

const ID = { name: 'id', schema: RECOVERY_ID } as const;

/** These rules admit operators; the contract decides who may do what. */
@ApiTags('recoveries')
@Controller('v1/recoveries')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class RecoveriesController {
  constructor(
    private readonly recoveries: Recoveries,
    private readonly reports: RecoveryReports,
    @Inject(RECORDS_POOL) private readonly pool: Pool,
    private readonly ending: Ending,
  ) {}

  @Post()
  @Audited('request_recovery')
  @Answers(RECOVERY, { status: 201 })
  @ApiBody({ schema: RECOVERY_BODIES.request })
  @ApiOperation({ summary: 'Ask for a recovery; the plan with its blast radius is made at once' })
  async request(@Body() body: unknown, @Req() request: object): Promise<object> {
    const state = await this.recoveries.request(principalOf(request), body);
    auditDetail(request, `${state.request?.recovery_id ?? ''} ${state.request?.mode ?? ''}`);
    return this.reported(request, state);
  }

  @Get()
  @Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass', 'service:console')
  @Answers(RECOVERIES_LISTED)
  @ApiOperation({ summary: 'Recoveries, newest first; filters add up' })
  @PageQueries(RUN_STATUSES)
  @RunQueries()
  async list(@Query() query: Readonly<Record<string, unknown>>, @Req() request: object): Promise<object> {
    const last = textOrNull(query['after'], 'after', 64);
    const found = await listRecoveries(this.pool, readWanted(query), last, pageLimit(query['limit']));
    // An empty page may also mean that `after` is unknown.
    if (found.length === 0 && last !== null) await this.recoveries.find(last);
    return { items: found.map((run) => this.reports.ofListed(principalOf(request), run)) };
  }

  @Get(':id')
  @Answers(RECOVERY)
  @ApiParam(ID)
  @ApiOperation({ summary: 'A recovery as it is now' })
  async show(@Param('id') id: string, @Req() request: object): Promise<object> {
    return this.reported(request, (await this.recoveries.find(idText(id))).state);
  }

  @Get(':id/history')
  @Answers(HISTORY)
  @ApiParam(ID)
  @ApiOperation({ summary: 'Who did what, when; refusals too' })
  async history(@Param('id') id: string): Promise<object> {
    const { history } = await this.recoveries.find(idText(id));
    return {
      items: history.map(({ version, recorded_at, event }) => ({
        version,
        at: recorded_at.toISOString(),
        ...event,
      })),
    };
  }

  @Sse(':id/progress', STREAMED)
  @Streams('progress', 'keep-alive', 'over')
  @ApiParam(ID)
  @ApiOperation({ summary: 'Server-sent events: the recovery now, then each change, until it is over' })
  async progress(@Param('id') id: string, @Req() request: object): Promise<Observable<MessageEvent>> {
    const recovery_id = idText(id);
    // Before the stream begins, because after that no status can be sent.
    await this.recoveries.find(recovery_id);
    const poll = this.reports.watch(principalOf(request), recovery_id);
    return this.ending.ends(progressEvents(poll), request);
  }

  @Post(':id/plan')
  @Audited('plan_recovery')
  @Answers(RECOVERY)
  @ApiParam(ID)
  @HttpCode(200)
  @ApiOperation({ summary: 'Make the plan again; an approval of the old one is void' })
  async plan(@Param('id') id: string, @Req() request: object): Promise<object> {
    return this.reported(request, await this.recoveries.plan(principalOf(request), idText(id)));
  }

  @Post(':id/approve')
  @Audited('approve_recovery')
  @Answers(RECOVERY)
  @ApiBody({ schema: RECOVERY_BODIES.approval })
  @ApiParam(ID)
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Approve the plan with this digest; by another person than who asked, or by breaking the glass, with a reason',
  })
  async approve(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    const state = await this.recoveries.approve(principalOf(request), idText(id), body);
    if (state.approval?.break_glass === true) auditDetail(request, 'break_glass');
    return this.reported(request, state);
  }

  @Post(':id/review')
  @Audited('review_break_glass')
  @Answers(RECOVERY)
  @ApiBody({ schema: RECOVERY_BODIES.review })
  @ApiParam(ID)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say of a broken glass whether it was justified; by a person who had no part in it',
  })
  async review(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    return this.reported(request, await this.recoveries.review(principalOf(request), idText(id), body));
  }

  @Post(':id/reject')
  @Audited('reject_recovery')
  @Answers(RECOVERY)
  @ApiBody({ schema: RECOVERY_BODIES.reason, required: false })
  @ApiOperation({ summary: 'Refuse the plan, with a reason' })
  @ApiParam(ID)
  @HttpCode(200)
  async reject(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    return this.reported(request, await this.recoveries.reject(principalOf(request), idText(id), body));
  }

  @Post(':id/start')
  @Audited('start_recovery')
  @Answers(RECOVERY, { status: 202 })
  @ApiParam(ID)
  @HttpCode(202)
  async start(@Param('id') id: string, @Req() request: object): Promise<object> {
    return this.reported(request, await this.recoveries.start(principalOf(request), idText(id)));
  }

  @Post(':id/pause')
  @Audited('pause_recovery')
  @Answers(RECOVERY)
  @ApiParam(ID)
  @HttpCode(200)
  async pause(@Param('id') id: string, @Req() request: object): Promise<object> {
    return this.reported(request, await this.recoveries.pause(principalOf(request), idText(id)));
  }

  @Post(':id/resume')
  @Audited('resume_recovery')
  @Answers(RECOVERY)
  @ApiParam(ID)
  @HttpCode(200)
  async resume(@Param('id') id: string, @Req() request: object): Promise<object> {
    return this.reported(request, await this.recoveries.resume(principalOf(request), idText(id)));
  }

  @Post(':id/rate')
  @Audited('change_rate')
  @Answers(RECOVERY)
  @ApiBody({ schema: RECOVERY_BODIES.rate })
  @ApiParam(ID)
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Events a second, null for no limit, and why; what was approved is raised by another person than who asked',
  })
  async rate(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    return this.reported(request, await this.recoveries.changeRate(principalOf(request), idText(id), body));
  }

  @Post(':id/abort')
  @Audited('abort_recovery')
  @Answers(RECOVERY)
  @ApiBody({ schema: RECOVERY_BODIES.reason, required: false })
  @ApiOperation({ summary: 'End it; nothing more is applied' })
  @ApiParam(ID)
  @HttpCode(200)
  async abort(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    return this.reported(request, await this.recoveries.abort(principalOf(request), idText(id), body));
  }

  private reported(request: object, state: RunState): Promise<object> {
    return this.reports.of(principalOf(request), state);
  }
}

function idText(id: string): string {
  return pathText(id, 'recovery_id', 64);
}
