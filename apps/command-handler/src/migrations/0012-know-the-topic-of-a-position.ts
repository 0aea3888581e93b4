import { ADD_TOPIC_ID } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A position belongs to one topic, not to its name: what is deleted and made again is another log. */
export class KnowTheTopicOfAPosition1763700000012 implements MigrationInterface {
  readonly name = 'KnowTheTopicOfAPosition1763700000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_TOPIC_ID);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE consumer_position DROP COLUMN topic_id');
  }
}
