import { Access, principalOf } from '@stockproof/auth';
import { Answers, pathText, Problem, wordOrNull } from '@stockproof/http';
import { type SourceKind } from '@stockproof/ledger';
import { nameSchema } from '@stockproof/events';
import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { readOfSeller, sellerAsked, sellerToRead } from '../read-of-seller.js';
import { COMMANDS_TOPIC, INVENTORY_POOL } from '../tokens.js';
import { ACCOUNTING, type AccountingAnswer, OUTCOME, type Outcome, SLOTS, type Slots } from './answers.js';
import { findOutcome } from './find-outcome.js';
import { type AccountingRow, readAccounting } from './read-accounting.js';
import { readSlotLag } from './read-slot-lag.js';

const KINDS = ['seller', 'order'] as const satisfies readonly SourceKind[];

@ApiTags('outcomes')
@Controller('v1')
export class OutcomesController {
  constructor(
    @Inject(INVENTORY_POOL) private readonly pool: Pool,
    @Inject(COMMANDS_TOPIC) private readonly commands_topic: string,
  ) {}

  @Get('inventory-updates/:event_id')
  @Access('seller', 'role:viewer', 'service')
  @Answers(OUTCOME)
  @ApiOperation({ summary: 'What became of an update; 404 `not_decided` until it is decided' })
  @ApiParam({ name: 'event_id', schema: nameSchema(128) })
  @ApiQuery({
    name: 'seller_id',
    required: false,
    schema: nameSchema(64),
    description: 'whose update: operators and services must say it, a seller can name itself only',
  })
  @ApiQuery({
    name: 'source_kind',
    required: false,
    schema: { type: 'string', enum: [...KINDS], default: 'seller' },
    description:
      'who named the event: a seller, or a saga of the reservation service, which only operators and services can ask for',
  })
  async outcome(
    @Param('event_id') event: string,
    @Query('seller_id') asked: unknown,
    @Query('source_kind') kind: unknown,
    @Req() request: object,
  ): Promise<Outcome> {
    const event_id = pathText(event, 'event_id', 128);
    const seller_id = sellerAsked(request, asked);
    const source_kind = kindAsked(request, kind);
    const asked_event = { source_kind, seller_id, event_id, commands_topic: this.commands_topic };
    const row = await readOfSeller(this.pool, sellerToRead(request, seller_id), (db) =>
      findOutcome(db, asked_event),
    );
    if (row === undefined)
      throw new Problem(404, 'not_decided', 'no update with this event_id is decided yet');
    const { status, version, reason, sku, decided_at, duplicates, conflicts } = row;
    return {
      event_id,
      seller_id,
      status,
      ...(version === null ? {} : { version }),
      ...(reason === null ? {} : { reason }),
      ...(sku === null ? {} : { sku }),
      duplicates,
      conflicts,
      decided_at: decided_at.toISOString(),
    };
  }

  @Get('accounting')
  @Access('role:viewer', 'service')
  @Answers(ACCOUNTING)
  @ApiOperation({
    summary: 'Per topic and partition what was received and what became of it; the parts add up',
  })
  async accounting(): Promise<AccountingAnswer> {
    const partitions = await readAccounting(this.pool);
    return { partitions, total: sum(partitions) };
  }

  @Get('connector-lag')
  @Access('role:viewer', 'service')
  @Answers(SLOTS)
  @ApiOperation({ summary: 'Replication slots: bytes of WAL not confirmed by their connector' })
  async connectorLag(): Promise<Slots> {
    return { slots: await readSlotLag(this.pool) };
  }
}

/** A seller can neither query the ids of commands on its stock nor find out which exist. */
function kindAsked(request: object, asked: unknown): SourceKind {
  const kind = wordOrNull(asked, 'source_kind', KINDS) ?? 'seller';
  if (kind === 'order' && principalOf(request).kind === 'seller')
    throw new Problem(403, 'forbidden', 'source_kind: a seller can ask for its own events only');
  return kind;
}

function sum(rows: readonly AccountingRow[]): Omit<AccountingRow, 'topic' | 'partition'> {
  const total = {
    received: 0,
    accepted: 0,
    superseded: 0,
    duplicate: 0,
    conflict: 0,
    rejected: 0,
    quarantined: 0,
  };
  for (const row of rows) {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += row[key];
  }
  return total;
}
