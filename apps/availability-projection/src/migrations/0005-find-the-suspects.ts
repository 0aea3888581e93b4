import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Recovery asks for the suspect offers every few seconds: there are few, and the view is not read through for them. */
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
