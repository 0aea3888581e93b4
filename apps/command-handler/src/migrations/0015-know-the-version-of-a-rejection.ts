import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A rejection stores the offer's version that it was decided on, so that anybody can check it. Null in older
 * rows.
 */
export class KnowTheVersionOfARejection1763700000015 implements MigrationInterface {
  readonly name = 'KnowTheVersionOfARejection1763700000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE inventory_rejection ADD COLUMN decided_on_version bigint CHECK (decided_on_version >= 0)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE inventory_rejection DROP COLUMN decided_on_version');
  }
}
