import { Access, principalOf } from '@stockproof/auth';
import { Answers, textOrNull, wholeNumber, wholeSchema, wordOrNull } from '@stockproof/http';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { nameSchema } from '@stockproof/events';
import { CONFIG } from '@stockproof/service';
import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import type { Settings } from '../settings.js';
import { DEAD_LETTERS, LEDGER_POOL, RECORDS_POOL } from '../tokens.js';
import { DEAD_LETTER_LIST, WHOLE_DEAD_LETTER } from './answers.js';
import {
  parseRecordPosition,
  MAX_PARTITION,
  PLACE_SCHEMA,
  TOPIC_SCHEMA,
  unknownDeadLetter,
} from './record-position.js';
import { describeDeadLetter, payloadViewOf } from './describe-dead-letter.js';
import {
  countDeadLetters,
  type DeadLetterFilter,
  findDeadLetter,
  listDeadLetters,
  readDeadLetter,
} from './sql/dead-letters.js';
import { findRedrive } from './sql/redrives.js';

const MAX = 1_000;
const STATES = ['open', 'closed', 'redriven', 'dismissed', 'all'] as const;
/** Who has to correct a dead letter: `platform`, or `seller:` and a seller. */
const ASSIGNEE_LENGTH = 72;

function stateOf(state: (typeof STATES)[number]): Pick<DeadLetterFilter, 'closed' | 'closed_as'> {
  const closed_as = state === 'redriven' || state === 'dismissed' ? state : null;
  return { closed: state === 'all' ? null : state !== 'open', closed_as };
}

@ApiTags('dead letters')
@Controller('v1/dead-letters')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class DeadLettersController {
  constructor(
    @Inject(LEDGER_POOL) private readonly ledger: Pool,
    @Inject(DEAD_LETTERS)
    private readonly context: { readonly contract: Pick<RecoveryContract, 'dead_letters'> },
    @Inject(RECORDS_POOL) private readonly records: Pool,
    @Inject(CONFIG) private readonly config: Pick<Settings, 'STOCKPROOF_DEAD_LETTER_PAYLOADS'>,
  ) {}

  @Get()
  @Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass', 'service:console')
  @Answers(DEAD_LETTER_LIST)
  @ApiOperation({
    summary:
      'Quarantined messages that are not settled, the oldest first, with the contract’s policy; a service gets the groups and no messages',
  })
  @ApiQuery({ name: 'reason', required: false, schema: nameSchema(64) })
  @ApiQuery({ name: 'sku', required: false, schema: nameSchema(64) })
  @ApiQuery({
    name: 'state',
    required: false,
    schema: { type: 'string', enum: [...STATES], default: 'open' },
    description: 'open: nobody has settled it; closed: redriven or dismissed',
  })
  @ApiQuery({ name: 'seller_id', required: false, schema: nameSchema(64) })
  @ApiQuery({ name: 'assignee', required: false, schema: nameSchema(ASSIGNEE_LENGTH) })
  @ApiQuery({
    name: 'after',
    required: false,
    schema: PLACE_SCHEMA,
    description: 'the last one of the page before, as topic/partition/offset',
  })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: MAX } })
  async list(
    @Req() request: object,
    @Query('reason') reason?: unknown,
    @Query('sku') sku?: unknown,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
    @Query('state') state?: unknown,
    @Query('seller_id') seller?: unknown,
    @Query('assignee') assignee?: unknown,
  ): Promise<object> {
    const last = after === undefined ? null : parseRecordPosition(after, 'after');
    const wanted = {
      reason: textOrNull(reason, 'reason', 64),
      sku: textOrNull(sku, 'sku', 64),
      seller_id: textOrNull(seller, 'seller_id', 64),
      assignee: textOrNull(assignee, 'assignee', ASSIGNEE_LENGTH),
      ...stateOf(wordOrNull(state, 'state', STATES) ?? 'open'),
      after: last,
    };
    const most = wholeNumber(limit, 'limit', 1, MAX, MAX);
    const policy = this.context.contract.dead_letters;
    const [by_reason, items] = await Promise.all([
      countDeadLetters(this.ledger, policy.triage_within_hours),
      // What sellers sent is for persons.
      principalOf(request).kind === 'service'
        ? []
        : listDeadLetters(this.ledger, policy.triage_within_hours, wanted, most),
    ]);
    if (items.length === 0 && last !== null && (await findDeadLetter(this.ledger, last)) === undefined)
      throw unknownDeadLetter(last);
    return { policy, by_reason, overdue: by_reason.reduce((sum, { overdue }) => sum + overdue, 0), items };
  }

  @Get(':topic/:partition/:offset')
  @Answers(WHOLE_DEAD_LETTER)
  @ApiParam({ name: 'topic', schema: TOPIC_SCHEMA })
  @ApiParam({ name: 'partition', schema: wholeSchema(0, MAX_PARTITION) })
  @ApiParam({ name: 'offset', schema: wholeSchema(0, Number.MAX_SAFE_INTEGER) })
  @ApiOperation({
    summary:
      'One quarantined message, whole as far as it is kept and the caller may see it, and what became of it',
  })
  async one(
    @Param('topic') topic: string,
    @Param('partition') partition: string,
    @Param('offset') offset: string,
    @Req() request: object,
  ): Promise<object> {
    const place = parseRecordPosition(`${topic}/${partition}/${offset}`, 'the dead letter');
    const deadLetter = await readDeadLetter(this.ledger, place);
    if (deadLetter === undefined) throw unknownDeadLetter(place);
    const bound = await findRedrive(this.records, place);
    const view = payloadViewOf(principalOf(request), this.config.STOCKPROOF_DEAD_LETTER_PAYLOADS);
    return describeDeadLetter(deadLetter, bound, view);
  }
}
