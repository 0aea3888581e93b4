import { TOPICS } from '@stockproof/events';
import { type MessageBatch, TopicBatch } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { REPAIR_RESERVATIONS } from '../tokens.js';
import type { RepairReservations } from './repair-reservations.js';

/** Where recovery's repairs of the read model enter from Kafka. */
@Controller()
export class RepairReservationsController {
  constructor(@Inject(REPAIR_RESERVATIONS) private readonly repairs: RepairReservations) {}

  @TopicBatch(TOPICS.reservationRepairs)
  repair(@Payload() batch: MessageBatch): Promise<void> {
    return this.repairs.repair(batch);
  }
}
