import { Access } from '@stockproof/auth';
import { TOPICS } from '@stockproof/events';
import { Answers } from '@stockproof/http';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONFIG, CONTRACT } from '@stockproof/service';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import type { QuerySettings } from '../settings.js';
import { AVAILABILITY_POOL } from '../tokens.js';
import { FRESHNESS, type Freshness } from './answers.js';
import { describeFreshness } from './describe-freshness.js';
import { readFreshness } from './sql/partition-freshness.js';

@ApiTags('freshness')
@Controller('v1/freshness')
export class FreshnessController {
  constructor(
    @Inject(AVAILABILITY_POOL) private readonly pool: Pool,
    @Inject(CONFIG) private readonly config: QuerySettings,
    @Inject(CONTRACT) private readonly contract: RecoveryContract,
  ) {}

  @Get()
  @Access('role:viewer', 'service')
  @Answers(FRESHNESS)
  @ApiOperation({ summary: 'How old what the view shows is, by the heartbeats of the ledger, per partition' })
  async freshness(): Promise<Freshness> {
    const topic = this.config.STOCKPROOF_TOPIC_PREFIX + TOPICS.ledgerChanges;
    return describeFreshness({
      topic,
      partitions: this.contract.ordering_boundary.partitions,
      stored: await readFreshness(this.pool, topic),
      bound_ms: this.config.STOCKPROOF_FRESHNESS_BOUND_MS,
      now_ms: Date.now(),
    });
  }
}
