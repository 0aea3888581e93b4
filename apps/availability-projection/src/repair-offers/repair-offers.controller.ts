import { TOPICS } from '@stockproof/events';
import { type MessageBatch, TopicBatch } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { REPAIR_OFFERS } from '../tokens.js';
import type { RepairOffers } from './repair-offers.js';

/** Where recovery's repairs enter from Kafka. */
@Controller()
export class RepairOffersController {
  constructor(@Inject(REPAIR_OFFERS) private readonly repairs: RepairOffers) {}

  @TopicBatch(TOPICS.repairs)
  repair(@Payload() batch: MessageBatch): Promise<void> {
    return this.repairs.repair(batch);
  }
}
