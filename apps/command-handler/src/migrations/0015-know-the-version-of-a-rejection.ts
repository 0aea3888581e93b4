import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A rejection says which version of its offer it was decided on, so that anybody can judge it again. Null: from before this. */
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
