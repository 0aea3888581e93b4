import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A range of SKUs reads the verdicts of its offers, and the key of the table begins with the seller. */
export class FindVerdictsBySku1763700000019 implements MigrationInterface {
  readonly name = 'FindVerdictsBySku1763700000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX offer_confidence_by_sku ON offer_confidence (sku, seller_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX offer_confidence_by_sku');
  }
}
