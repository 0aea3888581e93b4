import { ADD_TOPIC_ID } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A stored offset belongs to a topic id, not to a topic name: a topic that is deleted and created again is
 * another log.
 */
export class KnowTheTopicOfAPosition1763700000003 implements MigrationInterface {
  readonly name = 'KnowTheTopicOfAPosition1763700000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_TOPIC_ID);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE consumer_position DROP COLUMN topic_id');
  }
}
