import { TOPICS } from '@stockproof/events';
import { type MessageBatch, TopicBatch } from '@stockproof/kafka';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { PROJECT_CHANGES } from '../tokens.js';
import type { ProjectChanges } from './project-changes.js';

/**
 * Where captured changes enter from Kafka. Of the CDC topics the projection reads this one only
 * (docs/design.md#one-change-stream).
 */
@Controller()
export class ProjectChangesController {
  constructor(@Inject(PROJECT_CHANGES) private readonly changes: ProjectChanges) {}

  @TopicBatch(TOPICS.ledgerChanges)
  project(@Payload() batch: MessageBatch): Promise<void> {
    return this.changes.project(batch);
  }
}
