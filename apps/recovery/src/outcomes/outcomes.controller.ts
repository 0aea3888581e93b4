import { Access, principalOf } from '@stockproof/auth';
import { Answers } from '@stockproof/http';
import { Audited } from '@stockproof/security-log';
import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OUTCOMES } from '../tokens.js';
import { CHECK, EMITTED } from './answers.js';
import { checkOutcomes } from './check-outcomes.js';
import { type EmitContext, requestEmission } from './emit-outcomes.js';
import { EMISSION_BODIES, readEmission, readRange } from './outcome-range.js';
import { summaryOf } from './summary.js';

/** As EmitContext. `partitions` is the count of the SKU-keyed topics, which a scope is resolved with. */
export interface OutcomesContext extends EmitContext {
  readonly partitions: number;
}

@ApiTags('outcomes')
@Controller('v1/outcomes')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class OutcomeChecksController {
  constructor(@Inject(OUTCOMES) private readonly context: OutcomesContext) {}

  @Post('check')
  @HttpCode(200)
  @Answers(CHECK)
  @ApiBody({ schema: EMISSION_BODIES.range })
  @ApiOperation({
    summary: 'Compare rejections and dead letters with what their topics say of them; changes nothing',
  })
  async check(@Body() body: unknown): Promise<object> {
    const { context } = this;
    return summaryOf(await checkOutcomes(context, readRange(body, context.partitions, context.now_ms())));
  }

  @Post('emissions')
  @Audited('emit_outcomes')
  @HttpCode(200)
  @Access('role:approver', 'role:break-glass')
  @Answers(EMITTED)
  @ApiBody({ schema: EMISSION_BODIES.emission })
  @ApiOperation({
    summary: 'Have rejections and dead letters sent again from the tables that hold them, between two checks',
  })
  async emit(@Body() body: unknown, @Req() request: object): Promise<object> {
    const { context } = this;
    const principal = principalOf(request);
    const by = principal.kind === 'operator' ? principal.name : principal.kind;
    const { before, after, ...done } = await requestEmission(
      context,
      readEmission(body, context.partitions, context.now_ms()),
      by,
    );
    return { ...done, before: summaryOf(before), after: summaryOf(after) };
  }
}
