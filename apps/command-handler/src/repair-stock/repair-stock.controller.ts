import { TOPICS } from '@stockproof/events';
import { type MessageBatch, TopicBatch } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { REPAIR_STOCK } from '../tokens.js';
import type { RepairStock } from './repair-stock.js';

/** Where recovery's repairs of the derived tables enter from Kafka. */
@Controller()
export class RepairStockController {
  constructor(@Inject(REPAIR_STOCK) private readonly repairs: RepairStock) {}

  @TopicBatch(TOPICS.stockRepairs)
  repair(@Payload() batch: MessageBatch): Promise<void> {
    return this.repairs.repair(batch);
  }
}
