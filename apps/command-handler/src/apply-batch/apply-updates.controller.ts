import { TOPICS } from '@stockproof/events';
import { type MessageBatch, TopicBatch } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { APPLY_UPDATES } from '../tokens.js';
import type { ApplyUpdates } from './apply-updates.js';

/** Where batches enter from Kafka. */
@Controller()
export class ApplyUpdatesController {
  constructor(@Inject(APPLY_UPDATES) private readonly updates: ApplyUpdates) {}

  @TopicBatch(TOPICS.updates, TOPICS.stockCommands)
  apply(@Payload() batch: MessageBatch): Promise<void> {
    return this.updates.apply(batch);
  }
}
