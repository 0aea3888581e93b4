import { TOPICS } from '@stockproof/events';
import { type MessageBatch, PartitionAssigned, PartitionRevoked, TopicBatch, type TopicPartition } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { PROJECT_CHANGES } from '../tokens.js';
import type { ProjectChanges } from './project-changes.js';

/** Where captured changes enter from Kafka. Of the CDC topics the projection reads this one only (rule 5). */
@Controller()
export class ProjectChangesController {
  constructor(@Inject(PROJECT_CHANGES) private readonly changes: ProjectChanges) {}

  @PartitionAssigned(TOPICS.ledgerChanges)
  assigned(@Payload() at: TopicPartition): Promise<number | null> {
    return this.changes.assigned(at);
  }

  @TopicBatch(TOPICS.ledgerChanges)
  project(@Payload() batch: MessageBatch): Promise<void> {
    return this.changes.project(batch);
  }

  @PartitionRevoked(TOPICS.ledgerChanges)
  revoked(@Payload() at: TopicPartition): Promise<void> {
    return this.changes.revoked(at);
  }
}
