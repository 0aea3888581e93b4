import { TOPICS } from '@stockproof/events';
import { type MessageBatch, PartitionAssigned, PartitionRevoked, TopicBatch, type TopicPartition } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { TAKE_OUTCOMES } from '../tokens.js';
import type { TakeOutcomes } from './take-outcomes.js';

/** Where the ledger's decisions enter from Kafka. */
@Controller()
export class TakeOutcomesController {
  constructor(@Inject(TAKE_OUTCOMES) private readonly outcomes: TakeOutcomes) {}

  @PartitionAssigned(TOPICS.ledgerChanges, TOPICS.rejections)
  assigned(@Payload() at: TopicPartition): Promise<number | null> {
    return this.outcomes.assigned(at);
  }

  @TopicBatch(TOPICS.ledgerChanges, TOPICS.rejections)
  take(@Payload() batch: MessageBatch): Promise<void> {
    return this.outcomes.take(batch);
  }

  @PartitionRevoked(TOPICS.ledgerChanges, TOPICS.rejections)
  revoked(@Payload() at: TopicPartition): void {
    this.outcomes.revoked(at);
  }
}
