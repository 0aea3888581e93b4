import { Access, type Principal, principalOf } from '@stockproof/auth';
import {
  Answers,
  PageQueries,
  pageLimit,
  pathText,
  textOrNull,
  wholeNumber,
  wholeSchema,
  wordOrNull,
} from '@stockproof/http';
import { auditDetail, Audited } from '@stockproof/security-log';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { actorName } from '../../contracts/actor.js';
import { DEAD_LETTERS } from '../../tokens.js';
import type { RedriveContext } from '../redrive/redrive-context.js';
import { REASON_BODY, reasonOf } from '../said.js';
import { CHECKED_PLAN, PLAN, PLAN_LINES, PLANS } from './answers.js';
import { approveRedrivePlan, knownPlan } from './approve-plan.js';
import { askPlan } from './ask-plan.js';
import { describeDraft, describePlan, describePlanLine } from './describe-plan.js';
import { draftPlan, MAX_PLAN_LINES } from './draft-plan.js';
import { PLAN_BODIES, readPlanApproval, readPlanAsk, readPlanCheck } from './plan-body.js';
import { mayWithPlan, PLAN_STATUSES, type RedrivePlan } from './rules/redrive-plan.js';
import { countPlanLines, PLAN_RESULTS, readPlanLines } from './sql/plan-lines.js';
import { listPlans } from './sql/redrive-plans.js';
import { withdrawRedrivePlan } from './withdraw-plan.js';

/** Ids as created by askPlan. */
const ID = {
  name: 'id',
  schema: { type: 'string', maxLength: 64, pattern: '^rdp-\\d{4}-\\d{2}-\\d{2}-[0-9a-f]{12}$' },
} as const;

/** A plan over an exact set of dead letters: one person asks, another approves its digest, and the service carries it out. */
@ApiTags('dead letters')
@Controller('v1')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class PlansController {
  constructor(@Inject(DEAD_LETTERS) private readonly context: RedriveContext) {}

  @Post('redrive-plan-check')
  @HttpCode(200)
  @Access('role:requester', 'role:approver')
  @Answers(CHECKED_PLAN)
  @ApiBody({ schema: PLAN_BODIES.check })
  @ApiOperation({
    summary: 'The set that matches now, and what each would be sent as or why not; nothing is stored',
  })
  async check(@Body() body: unknown): Promise<object> {
    const { filter, patch } = readPlanCheck(body);
    return describeDraft(await draftPlan(this.context, filter, patch));
  }

  @Post('redrive-plans')
  @Audited('request_redrive_plan')
  @Access('role:requester')
  @Answers(PLAN, { status: 201 })
  @ApiBody({ schema: PLAN_BODIES.request })
  @ApiOperation({
    summary:
      'Ask that exactly the dead letters that match now are sent again; another person has to approve the digest',
  })
  async create(@Body() body: unknown, @Req() request: object): Promise<object> {
    const plan = await askPlan(this.context, readPlanAsk(body), actorName(principalOf(request)));
    auditDetail(request, `${plan.plan_id} ${plan.digest}`);
    return this.reported(request, plan);
  }

  @Get('redrive-plans')
  @Answers(PLANS)
  @ApiOperation({ summary: 'Plans that were asked for, the newest first' })
  @PageQueries(PLAN_STATUSES)
  async list(
    @Req() request: object,
    @Query('status') status?: unknown,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<object> {
    const last = textOrNull(after, 'after', 64);
    const wanted = wordOrNull(status, 'status', PLAN_STATUSES);
    const found = await listPlans(this.context.records, wanted, last, pageLimit(limit));
    // An empty page may also mean that `after` is unknown.
    if (found.length === 0 && last !== null) await knownPlan(this.context, last);
    return { items: await this.reportedAll(request, found) };
  }

  @Get('redrive-plans/:id')
  @Answers(PLAN)
  @ApiParam(ID)
  @ApiOperation({ summary: 'A plan, with how far it has come' })
  async show(@Param('id') id: string, @Req() request: object): Promise<object> {
    return this.reported(request, await knownPlan(this.context, idText(id)));
  }

  @Get('redrive-plans/:id/report/lines')
  @Answers(PLAN_LINES)
  @ApiParam(ID)
  @ApiQuery({
    name: 'after',
    required: false,
    schema: wholeSchema(1, MAX_PLAN_LINES),
    description: 'the last line of the page before',
  })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, 500), default: 100 } })
  @ApiQuery({ name: 'result', required: false, schema: { type: 'string', enum: [...PLAN_RESULTS] } })
  @ApiOperation({ summary: 'The exact set in its order: what each is sent as, and what became of it' })
  async lines(
    @Param('id') id: string,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
    @Query('result') result?: unknown,
  ): Promise<object> {
    const { plan_id } = await knownPlan(this.context, idText(id));
    const lines = await readPlanLines(this.context.records, plan_id, {
      after: wholeNumber(after, 'after', 1, MAX_PLAN_LINES, 0),
      result: wordOrNull(result, 'result', PLAN_RESULTS),
      limit: pageLimit(limit),
    });
    return { items: lines.map(describePlanLine) };
  }

  @Post('redrive-plans/:id/approve')
  @Audited('approve_redrive_plan')
  @HttpCode(200)
  @Access('role:approver')
  @Answers(PLAN)
  @ApiParam(ID)
  @ApiBody({ schema: PLAN_BODIES.approval })
  @ApiOperation({
    summary:
      'Approve the set with this digest, by another person than who asked; from then on it is carried out',
  })
  async approve(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    const { digest } = readPlanApproval(body);
    const by = actorName(principalOf(request));
    return this.reported(request, await approveRedrivePlan(this.context, idText(id), digest, by));
  }

  @Post('redrive-plans/:id/withdraw')
  @Audited('withdraw_redrive_plan')
  @HttpCode(200)
  @Access('role:requester', 'role:approver')
  @Answers(PLAN)
  @ApiParam(ID)
  @ApiBody({ schema: REASON_BODY })
  @ApiOperation({ summary: 'Take it back, by who asked or an approver; what was sent stays sent' })
  async withdraw(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    const caller = callerOf(principalOf(request));
    return this.reported(
      request,
      await withdrawRedrivePlan(this.context, idText(id), caller, reasonOf(body)),
    );
  }

  private async reported(request: object, plan: RedrivePlan): Promise<object> {
    const [reported] = await this.reportedAll(request, [plan]);
    return reported ?? {};
  }

  private async reportedAll(request: object, plans: readonly RedrivePlan[]): Promise<object[]> {
    const counts = await countPlanLines(
      this.context.records,
      plans.map(({ plan_id }) => plan_id),
    );
    const caller = callerOf(principalOf(request));
    return plans.map((plan) => {
      const counted = counts.get(plan.plan_id);
      if (counted === undefined) throw new Error(`${plan.plan_id} has no dead letters`);
      return describePlan(plan, counted, mayWithPlan(plan, caller), this.context.now_ms());
    });
  }
}

function callerOf(principal: Principal): Parameters<typeof mayWithPlan>[1] {
  const roles = principal.kind === 'operator' ? principal.roles : [];
  const [may_request, may_approve] = [roles.includes('requester'), roles.includes('approver')];
  return { name: actorName(principal), may_request, may_approve };
}

function idText(id: string): string {
  return pathText(id, 'plan_id', 64);
}
