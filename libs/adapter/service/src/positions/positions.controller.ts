import { Access } from '@stockproof/auth';
import { Answers } from '@stockproof/http';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { HeldShards } from '@stockproof/postgres';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { consumerGroup } from '../consumer-providers.js';
import { CONFIG, SERVICE_NAME } from '../tokens.js';
import { POSITIONS, type Positions } from './answers.js';
import { describePositions } from './describe-positions.js';

@ApiTags('consumer')
@Controller('v1/positions')
export class PositionsController {
  private readonly group: string;

  constructor(
    @Inject(SERVICE_NAME) name: string,
    @Inject(CONFIG) config: { readonly STOCKPROOF_TOPIC_PREFIX: string },
    private readonly strategy: BatchStrategy,
    @Inject(HeldShards) private readonly shards: HeldShards<unknown>,
  ) {
    this.group = consumerGroup(name, config);
  }

  @Get()
  @Access('role:viewer', 'service')
  @Answers(POSITIONS)
  @ApiOperation({
    summary: 'How far the consumer group has come in each partition, what waits, and since when',
  })
  async positions(): Promise<Positions> {
    const topics = this.strategy.topics();
    const [stored, ends] = await Promise.all([this.shards.progress(topics), this.endsOf(topics)]);
    // After the ends: a message that is applied meanwhile must not count as waiting.
    const [backlog, positions, now_ms] = [this.strategy.backlog(), this.strategy.positions(), Date.now()];
    return {
      group: this.group,
      at: new Date(now_ms).toISOString(),
      partitions: describePositions({ stored, backlog, positions, ends, now_ms }),
    };
  }

  private async endsOf(topics: readonly string[]): Promise<Map<string, ReadonlyMap<number, number>>> {
    const asked = await Promise.all(
      topics.map(async (topic) => [topic, await this.strategy.ends(topic).catch(() => null)] as const),
    );
    return new Map(asked.flatMap(([topic, ends]) => (ends === null ? [] : [[topic, ends]])));
  }
}
