import { TOPICS } from '@stockproof/events';
import { type MessageBatch, PartitionAssigned, PartitionRevoked, TopicBatch, type TopicPartition } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { REPAIR_OFFERS } from '../tokens.js';
import type { RepairOffers } from './repair-offers.js';

/** Where recovery's repairs enter from Kafka. */
@Controller()
export class RepairOffersController {
  constructor(@Inject(REPAIR_OFFERS) private readonly repairs: RepairOffers) {}

  @PartitionAssigned(TOPICS.repairs)
  assigned(@Payload() at: TopicPartition): Promise<number | null> {
    return this.repairs.assigned(at);
  }

  @TopicBatch(TOPICS.repairs)
  repair(@Payload() batch: MessageBatch): Promise<void> {
    return this.repairs.repair(batch);
  }

  @PartitionRevoked(TOPICS.repairs)
  revoked(@Payload() at: TopicPartition): Promise<void> {
    return this.repairs.revoked(at);
  }
}
