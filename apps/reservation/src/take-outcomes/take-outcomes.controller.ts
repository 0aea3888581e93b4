import { TOPICS } from '@stockproof/events';
import { type MessageBatch, TopicBatch } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { TAKE_OUTCOMES } from '../tokens.js';
import type { TakeOutcomes } from './take-outcomes.js';

/** Where the ledger's decisions enter from Kafka. */
@Controller()
export class TakeOutcomesController {
  constructor(@Inject(TAKE_OUTCOMES) private readonly outcomes: TakeOutcomes) {}

  @TopicBatch(TOPICS.ledgerChanges, TOPICS.rejections, TOPICS.commandOutcomes)
  take(@Payload() batch: MessageBatch): Promise<void> {
    return this.outcomes.take(batch);
  }
}
