import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Recovery reads the suspect offers every few seconds; there are few, so a partial index avoids scanning the
 * view.
 */
export class FindTheSuspects1763700000005 implements MigrationInterface {
  readonly name = 'FindTheSuspects1763700000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX offer_suspect ON offer_availability (sku, seller_id) WHERE status = 'suspect'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX offer_suspect');
  }
}
